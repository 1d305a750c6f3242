import { unpackEvents } from '../../../shared/contract/packed-events.ts'
import type { RunReport } from '../../../shared/contract/simulations.ts'
import { TICK_SPANS_MAX } from '../../../shared/limits.ts'
import { client } from '../../api/client.ts'
import { type LiveState, type LiveStream, liveStream, useLive } from '../../api/live-stream.ts'
import { RunRecord } from './run-record.ts'

/** A run as the page knows it. A new object with every report; `record` is the same one, and tells by itself when it grows. */
export interface RunView {
  readonly report: RunReport
  readonly record: RunRecord
  /** Events that were left out while it ran, because there were too many to tell. All that are kept come at the end. */
  readonly skipped: number
}

const streams = new Map<string, LiveStream<RunView>>()

/** One run in full with its course; live while it is shown, complete when it is over. */
export function useRun(runId: string): LiveState<RunView> {
  return useLive(streamOf(runId))
}

function streamOf(runId: string): LiveStream<RunView> {
  const known = streams.get(runId)
  if (known) return known
  const stream: LiveStream<RunView> = liveStream(
    signal => viewsOf(runId, signal),
    (_, view) => view,
  )
  streams.set(runId, stream)
  return stream
}

async function viewsOf(runId: string, signal: AbortSignal): Promise<AsyncIterable<RunView>> {
  const ticks = await client.simulations.watchRun({ runId }, { signal })
  return grow(ticks)

  async function* grow(events: typeof ticks): AsyncGenerator<RunView> {
    let record: RunRecord | undefined
    let skipped = 0
    let report: RunReport | undefined
    for await (const { report: told, events: packed, skipped: left } of events) {
      report = told ? withFixedParts(told, report) : report
      if (report === undefined) continue
      const { spans, marks } = unpackEvents(packed)
      const isOver = report.state !== 'running'
      const isLate = record === undefined && left > 0 && left <= CAUGHT_UP_MAX && !isOver
      record ??= isLate ? await readRecord(report, signal, spans.length, marks.length) : newRecord(report)
      record.setBases(report.bases)
      record.add(spans, marks)
      skipped += isLate ? 0 : left
      // What is drawn grows with the record; what is written is written anew with each report.
      if (told) yield { report, record, skipped }
      if (isOver && skipped > 0) yield { report, record: await readRecord(report, signal), skipped: 0 }
    }
  }
}

/** What does not change in a run stays the same object, so that nothing is made anew of it. */
function withFixedParts(report: RunReport, before: RunReport | undefined): RunReport {
  if (before === undefined) return report
  const { wish, writers, tables } = before
  return { ...report, wish, writers, tables }
}

/** Whoever comes late reads so many events at once; where there are more, they come when the run is over. */
const CAUGHT_UP_MAX = 20_000

function newRecord(report: RunReport): RunRecord {
  return new RunRecord(report.writers.length, report.bases, report.tables.length)
}

/** Every event that the run has kept, but for the newest spans and marks, in as many calls as it takes. */
async function readRecord(report: RunReport, signal: AbortSignal, newSpans = 0, newMarks = 0): Promise<RunRecord> {
  const record = newRecord(report)
  const [spans, marks] = [report.spans - newSpans, report.marks - newMarks]
  for (let after: number | null = 0; after !== null && after < Math.max(spans, marks); ) {
    const call = { runId: report.runId, after, limit: TICK_SPANS_MAX * 10 }
    const page: Awaited<ReturnType<typeof client.simulations.spans>> = await client.simulations.spans(call, { signal })
    const events = unpackEvents(page.events)
    record.add(events.spans.slice(0, Math.max(0, spans - after)), events.marks.slice(0, Math.max(0, marks - after)))
    after = page.next
  }
  return record
}
