import { setTimeout as pause } from 'node:timers/promises'
import type { Mark, Span } from '../../shared/contract/simulation-results.ts'
import type { RunReport, RunTick } from '../../shared/contract/simulations.ts'
import { TICK_SPANS_MAX } from '../../shared/limits.ts'

/** A page is told so often at the most, whatever a run does meanwhile. */
const TICK_MS = 200

interface Seen {
  readonly report: RunReport
  readonly spans: readonly Span[]
  readonly marks: readonly Mark[]
  readonly heads: readonly bigint[]
}

/**
 * What has happened since the tick before, the newest of it where it is too much for one: the rest is counted. Holds
 * nothing itself, so a slow page costs no memory. Ends with the run.
 */
export async function* ticksOf(look: () => Seen | undefined, signal: AbortSignal): AsyncGenerator<RunTick, void> {
  let [spans, marks] = [0, 0]
  for (;;) {
    signal.throwIfAborted()
    const seen = look()
    if (seen === undefined) return
    const newSpans = seen.spans.slice(spans)
    const newMarks = seen.marks.slice(marks)
    ;[spans, marks] = [seen.spans.length, seen.marks.length]
    yield {
      report: seen.report,
      spans: newSpans.slice(-TICK_SPANS_MAX),
      marks: newMarks.slice(-TICK_SPANS_MAX),
      heads: [...seen.heads],
      skipped: Math.max(0, newSpans.length - TICK_SPANS_MAX) + Math.max(0, newMarks.length - TICK_SPANS_MAX),
    }
    if (seen.report.state !== 'running') return
    await pause(TICK_MS, undefined, { signal })
  }
}
