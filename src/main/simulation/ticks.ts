import { setTimeout as pause } from 'node:timers/promises'
import { packEvents, type RunEvents } from '../../shared/contract/packed-events.ts'
import type { RunReport, RunTick } from '../../shared/contract/simulations.ts'
import { TICK_SPANS_MAX } from '../../shared/limits.ts'

/** A page is told so often at the most, whatever a run does meanwhile: of the course, and of how the run stands. */
const TICK_MS = 100
const REPORT_MS = 300

/** A run as it is at one moment. */
interface Seen extends RunEvents {
  readonly report: RunReport
}

/**
 * What has happened since the tick before, the newest of it where it is too much for one: the rest is counted. Holds
 * nothing itself, so a slow page costs no memory. Ends with the run.
 */
export async function* ticksOf(look: () => Seen | undefined, signal: AbortSignal): AsyncGenerator<RunTick, void> {
  let [spans, marks] = [0, 0]
  let toldMs = Number.NEGATIVE_INFINITY
  for (;;) {
    signal.throwIfAborted()
    const seen = look()
    if (seen === undefined) return
    const { report } = seen
    const isOver = report.state !== 'running'
    const isTold = isOver || performance.now() - toldMs >= REPORT_MS
    if (isTold) toldMs = performance.now()
    const events = {
      spans: seen.spans.slice(Math.max(spans, seen.spans.length - TICK_SPANS_MAX)),
      marks: seen.marks.slice(Math.max(marks, seen.marks.length - TICK_SPANS_MAX)),
    }
    const skipped = seen.spans.length - spans - events.spans.length + (seen.marks.length - marks - events.marks.length)
    ;[spans, marks] = [seen.spans.length, seen.marks.length]
    if (isTold || events.spans.length + events.marks.length > 0) {
      yield { report: isTold ? report : null, events: packEvents(events), skipped }
    }
    if (isOver) return
    await pause(TICK_MS, undefined, { signal })
  }
}
