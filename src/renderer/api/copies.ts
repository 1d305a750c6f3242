import type { CopyRunReport, CopySummary } from '../../shared/contract/copies.ts'
import { client } from './client.ts'
import { type LiveState, type LiveStream, liveStream, useLive } from './live-stream.ts'

type Runs = ReadonlyMap<string, CopySummary>

const all: LiveStream<Runs> = liveStream(
  signal => client.copies.watch(undefined, { signal }),
  (runs: Runs | undefined, event) => {
    const next = new Map(runs)
    for (const run of event.runs) next.set(run.runId, run)
    for (const runId of event.removed) next.delete(runId)
    return next
  },
)

const streams = new Map<string, LiveStream<CopyRunReport>>()

/** Every COPY run, newest first; live while it is shown. */
export function useCopies(): LiveState<readonly CopySummary[]> {
  const { value, error } = useLive(all)
  const runs = value && [...value.values()].sort((a, b) => b.startedAt - a.startedAt || b.number - a.number)
  return { value: runs, error }
}

/** One run in full; live while it is shown. */
export function useCopyRun(runId: string): LiveState<CopyRunReport> {
  return useLive(streamOf(runId))
}

function streamOf(runId: string): LiveStream<CopyRunReport> {
  const known = streams.get(runId)
  if (known) return known
  const stream: LiveStream<CopyRunReport> = liveStream(
    signal => client.copies.watchRun({ runId }, { signal }),
    (_, report) => report,
  )
  streams.set(runId, stream)
  return stream
}
