import type { Measures, RunResult } from '../../shared/contract/simulation-results.ts'
import { SIMULATION_CANCEL_MS_MAX } from '../../shared/limits.ts'
import { diceFor } from '../../shared/scenario/seeded-dice.ts'
import { endSession } from '../postgres/waits.ts'
import { Faults } from './faults.ts'
import { judgeStage } from './judge-stage.ts'
import type { Lab } from './lab.ts'
import type { Recorder } from './recorder.ts'
import { newWork } from './run-schedule.ts'
import { runWriter } from './run-writer.ts'
import { sampleWaits } from './sample-waits.ts'
import type { CommitEnding, Stage, WriterWork } from './stage.ts'
import { writerResult } from './writer-result.ts'

type FreeResult = Extract<RunResult, { kind: 'free' }>

export interface FreeRunOptions {
  readonly seconds: number
  readonly recorder: Recorder
  readonly restartServer: (() => Promise<void>) | undefined
  /** False: waits are not looked at. */
  readonly isWatched?: boolean
}

/** Lets every writer work as fast as it can until all is done or the time is up, then judges and measures. */
export async function runFree(
  lab: Lab,
  { seconds, recorder, restartServer, isWatched = true }: FreeRunOptions,
  signal: AbortSignal,
): Promise<FreeResult> {
  const { scenario, writers } = lab
  const tables = await lab.makeTables(diceFor(scenario.seed, Math.random(), performance.now()))
  recorder.tables = tables
  const timeIsUp = new AbortController()
  const timer = setTimeout(() => timeIsUp.abort(new DOMException('The time is up.', 'AbortError')), seconds * 1_000)
  const end = AbortSignal.any([signal, timeIsUp.signal])
  const dice = writers.map(({ name }) => diceFor(scenario.seed, name))
  let place = 0
  const stage: Stage = {
    ...{ tables, recorder, restartServer, signal: end, hold: undefined },
    faults: new Faults(scenario.faults),
    diceOf: writer => dice[writer.index] ?? diceFor(scenario.seed),
    nextPlace: () => ++place,
    endSession: async pid => {
      await endSession(lab.database, pid)
    },
  }
  const works = writers.map(newWork)
  const impatience = cutWhenLate(lab, end)
  const startedMs = performance.now()
  const over = new AbortController()
  const sampling = isWatched ? sampleWaits(lab, recorder, over.signal) : Promise.resolve()
  try {
    const runs = writers.map((writer, index) => runWriter(stage, writer, works[index] ?? newWork()))
    const settled = await Promise.allSettled(runs)
    const failed = settled.find(result => result.status === 'rejected')
    signal.throwIfAborted()
    if (failed && !timeIsUp.signal.aborted) throw failed.reason
  } finally {
    clearTimeout(timer)
    impatience()
    over.abort()
    await sampling
  }
  const ms = performance.now() - startedMs
  const verdict = await judgeStage(lab, stage)
  const results = writers.map((writer, index) => writerResult(writer, works[index]?.endings ?? []))
  return { kind: 'free', measures: measure(works, ms), writers: results, verdict }
}

/** Writers that do not end in time once they are to end are cut off. Gives back what calls it off. */
function cutWhenLate({ writers }: Lab, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined
  const begin = () => {
    timer = setTimeout(() => {
      for (const { connection } of writers) connection.cut()
    }, SIMULATION_CANCEL_MS_MAX)
  }
  signal.addEventListener('abort', begin, { once: true })
  return () => {
    signal.removeEventListener('abort', begin)
    clearTimeout(timer)
  }
}

function measure(works: readonly WriterWork[], ms: number): Measures {
  const endings = works.flatMap(work => work.endings)
  const committed = endings.filter(({ ending }) => ending === 'committed')
  const [busyMs, lockMs, attempts, conflicts] = (['busyMs', 'lockMs', 'attempts', 'conflicts'] as const).map(name =>
    works.reduce((sum, work) => sum + work[name], 0),
  )
  return {
    ms,
    commits: committed.length,
    attempts: attempts ?? 0,
    commitsPerSecond: committed.length / (ms / 1_000),
    conflictRate: (conflicts ?? 0) / Math.max(1, attempts ?? 0),
    lockWaitShare: (lockMs ?? 0) / Math.max(1, busyMs ?? 0),
    latencyMs: percentilesOf(committed),
    endings: countEndings(endings),
  }
}

function percentilesOf(committed: readonly CommitEnding[]): Measures['latencyMs'] {
  const sorted = committed.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * part) / 100))] ?? 0
  return sorted.length === 0 ? null : { p50: at(50), p95: at(95), p99: at(99), max: sorted.at(-1) ?? 0 }
}

export function countEndings(endings: readonly Pick<CommitEnding, 'ending'>[]): Measures['endings'] {
  const counts = new Map<CommitEnding['ending'], number>()
  for (const { ending } of endings) counts.set(ending, (counts.get(ending) ?? 0) + 1)
  return [...counts].map(([ending, count]) => ({ ending, count })).sort((a, b) => b.count - a.count)
}
