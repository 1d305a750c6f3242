import type { RunMode } from '../../shared/contract/scenarios.ts'
import type { RunResult, ScheduleResult, Verdict } from '../../shared/contract/simulation-results.ts'
import { planExploration } from '../../shared/scenario/plan-exploration.ts'
import type { Lab } from './lab.ts'
import { OutcomeTally } from './outcome-tally.ts'
import { runSchedule } from './run-schedule.ts'
import { Stalled } from './settle.ts'
import { shrink } from './shrink.ts'

type ExploreResult = Extract<RunResult, { kind: 'explore' }>

export interface ExploreOptions {
  readonly mode: Extract<RunMode, { kind: 'explore' }>
  readonly restartServer: (() => Promise<void>) | undefined
  readonly onProgress: (done: number, phase: string) => void
  readonly onSoFar: (look: () => ExploreResult) => void
}

/**
 * Runs every order of steps that can make a difference, or a sample of them, and merges what came of them into classes.
 * The first order that breaks a promise is made as small as it gets. `lab` is closed by the caller.
 */
export async function explore(
  lab: Lab,
  { mode, restartServer, onProgress, onSoFar }: ExploreOptions,
  signal: AbortSignal,
): Promise<Explored> {
  const plan = planExploration(lab.scenario, mode)
  const tally = new OutcomeTally(plan)
  onSoFar(() => tally.look())
  for (const schedule of plan.schedules()) {
    signal.throwIfAborted()
    tally.add(await runOne(lab, schedule, restartServer, signal))
    onProgress(tally.runs, `schedule ${schedule}`)
  }
  const found = tally.look()
  onProgress(tally.runs, 'making the failing schedule smaller')
  const shrunk = tally.broken ? await shrink(lab, tally.broken, restartServer, signal) : undefined
  const minimal = shrunk?.minimal ?? null
  return {
    result: { ...found, minimal, verdict: minimal?.result.verdict ?? found.verdict },
    lab: shrunk?.lab ?? lab,
  }
}

/** What an exploration has found, and the lab that is to be closed. */
export interface Explored {
  readonly result: ExploreResult
  readonly lab: Lab
}

/** An order in which nobody can go on is an outcome like others. */
async function runOne(
  lab: Lab,
  schedule: string,
  restartServer: (() => Promise<void>) | undefined,
  signal: AbortSignal,
): Promise<ScheduleResult> {
  try {
    return await runSchedule(lab, schedule, signal, { restartServer })
  } catch (error) {
    if (!(error instanceof Stalled)) throw error
    const violation = { rule: 'stuck', table: '', version: null, message: error.message, facts: [] } as const
    const verdict: Verdict = { kind: 'broken', violations: [{ ...violation, facts: [] }], weighed: [] }
    return { schedule, transcript: [], writers: [], verdict }
  }
}
