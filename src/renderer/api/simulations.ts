import { queryOptions } from '@tanstack/react-query'
import type { RunSummary, RunWish } from '../../shared/contract/simulations.ts'
import { client } from './client.ts'
import { type LiveState, type LiveStream, liveStream, useLive } from './live-stream.ts'
import { queryClient } from './query-client.ts'

type Runs = ReadonlyMap<string, RunSummary>

const all: LiveStream<Runs> = liveStream(
  signal => client.simulations.watch(undefined, { signal }),
  (runs: Runs | undefined, event) => {
    const next = new Map(runs)
    for (const run of event.runs) next.set(run.runId, run)
    for (const runId of event.removed) next.delete(runId)
    return next
  },
)

/** Every run of a simulation, newest first; live while it is shown. */
export function useSimulations(): LiveState<readonly RunSummary[]> {
  const { value, error } = useLive(all)
  const runs = value && [...value.values()].sort((a, b) => b.startedAt - a.startedAt || b.number - a.number)
  return { value: runs, error }
}

/** The built-in scenarios and one's own. */
export const scenariosQuery = queryOptions({
  queryKey: ['simulations', 'scenarios'],
  queryFn: ({ signal }) => client.simulations.scenarios(undefined, { signal }),
  structuralSharing: false,
})

/** What a run would take; asked again when it is looked at again, for the server may be busier then. */
export function estimateQuery(wish: RunWish) {
  return queryOptions({
    queryKey: ['simulations', 'estimate', wish],
    queryFn: ({ signal }) => client.simulations.estimate(wish, { signal }),
    structuralSharing: false,
    staleTime: 0,
    gcTime: 0,
  })
}

/** Schemas that runs have left behind. */
export const leftoversQuery = queryOptions({
  queryKey: ['simulations', 'leftovers'],
  queryFn: ({ signal }) => client.simulations.leftovers(undefined, { signal }),
  staleTime: 0,
})

/** Two runs side by side. */
export function runComparisonQuery(a: string, b: string) {
  return queryOptions({
    queryKey: ['simulations', 'compare', a, b],
    queryFn: ({ signal }) => client.simulations.compare({ a, b }, { signal }),
    staleTime: 0,
  })
}

/** What was sent at a step of a run. It stays what it was. */
export function statementQuery(runId: string, index: number) {
  return queryOptions({
    queryKey: ['simulations', 'statement', runId, index],
    queryFn: ({ signal }) => client.simulations.statement({ runId, index }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Reads the list of scenarios again, after one was kept or forgotten. */
export function refreshScenarios(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: scenariosQuery.queryKey })
}
