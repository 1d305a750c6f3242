import type { RunMode } from '../../shared/contract/scenarios.ts'
import type {
  Exploration,
  OutcomeClass,
  RunResult,
  ScheduleResult,
  Verdict,
} from '../../shared/contract/simulation-results.ts'
import { CLASS_EXAMPLES_MAX } from '../../shared/limits.ts'
import { planExploration } from '../../shared/scenario/plan-exploration.ts'
import type { Lab } from './lab.ts'
import { countEndings } from './run-free.ts'
import { runSchedule } from './run-schedule.ts'
import { Stalled } from './settle.ts'
import { shrink } from './shrink.ts'

type ExploreResult = Extract<RunResult, { kind: 'explore' }>

export interface ExploreOptions {
  readonly mode: Extract<RunMode, { kind: 'explore' }>
  readonly restartServer: (() => Promise<void>) | undefined
  readonly onProgress: (done: number, phase: string) => void
}

/**
 * Runs every order of steps that can make a difference, or a sample of them, and merges what came of them into classes.
 * The first order that breaks a promise is made as small as it gets. `lab` is closed by the caller.
 */
export async function explore(
  lab: Lab,
  { mode, restartServer, onProgress }: ExploreOptions,
  signal: AbortSignal,
): Promise<Explored> {
  const { scenario } = lab
  const plan = planExploration(scenario, mode)
  const classes = new Map<string, Open<OutcomeClass>>()
  const seen: Verdict[] = []
  const endings: ScheduleResult['writers'][number]['endings'] = []
  let [runs, blocked] = [0, 0]
  let broken: ScheduleResult | undefined
  const startedMs = performance.now()
  for (const schedule of plan.schedules()) {
    signal.throwIfAborted()
    const result = await runOne(lab, schedule, restartServer, signal)
    runs += 1
    if (result.transcript.some(({ kind }) => kind === 'waits')) blocked += 1
    addToClass(classes, result)
    endings.push(...result.writers.flatMap(writer => writer.endings))
    seen.push({ ...result.verdict, violations: [] })
    if (result.verdict.kind === 'broken') broken ??= result
    onProgress(runs, `schedule ${schedule}`)
  }
  const schedulesPerSecond = runs / ((performance.now() - startedMs) / 1_000)
  onProgress(runs, 'making the failing schedule smaller')
  const shrunk = broken ? await shrink(lab, broken, restartServer, signal) : undefined
  const all = [...classes.values()].sort((a, b) => b.count - a.count)
  const exploration: Exploration = {
    ...{ orders: plan.orders, distinct: plan.distinct, runs, isSampled: plan.isSampled, blocked, schedulesPerSecond },
    endings: countEndings(endings),
    classes: all,
    minimal: shrunk?.minimal ?? null,
  }
  const verdict = shrunk?.minimal.result.verdict ?? soundVerdict(seen)
  return {
    result: { ...exploration, kind: 'explore', verdict },
    lab: shrunk?.lab ?? lab,
  }
}

/** What an exploration has found, and the lab that is to be closed. */
export interface Explored {
  readonly result: ExploreResult
  readonly lab: Lab
}

type Open<T> = { -readonly [K in keyof T]: T[K] }

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

function addToClass(classes: Map<string, Open<OutcomeClass>>, { schedule, writers, verdict }: ScheduleResult): void {
  const rules = [...new Set(verdict.violations.map(({ rule }) => rule))]
  const parts = writers.map(({ writer, endings }) => {
    const words = endings.map(({ ending, attempts }) => (attempts > 1 ? `${ending} at attempt ${attempts}` : ending))
    return `${writer}: ${words.join(', ') || 'nothing'}`
  })
  const label = [...parts, ...(rules.length > 0 ? [`broken: ${rules.join(', ')}`] : [])].join('; ')
  const known = classes.get(label)
  if (known === undefined) {
    const path = [verdict.kind, ...parts]
    classes.set(label, { label, path, verdict: verdict.kind, rules, count: 1, examples: [schedule] })
    return
  }
  known.count += 1
  if (known.examples.length < CLASS_EXAMPLES_MAX) known.examples = [...known.examples, schedule]
}

function soundVerdict(seen: readonly Verdict[]): Verdict {
  const weighed = new Map<Verdict['weighed'][number]['rule'], number>()
  for (const verdict of seen) {
    for (const { rule, count } of verdict.weighed) weighed.set(rule, (weighed.get(rule) ?? 0) + count)
  }
  return { kind: 'sound', violations: [], weighed: [...weighed].map(([rule, count]) => ({ rule, count })) }
}
