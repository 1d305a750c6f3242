import type { OutcomeClass, RunResult, ScheduleResult, Verdict } from '../../shared/contract/simulation-results.ts'
import { CLASS_EXAMPLES_MAX } from '../../shared/limits.ts'
import type { ExplorationPlan } from '../../shared/scenario/plan-exploration.ts'

type ExploreResult = Extract<RunResult, { kind: 'explore' }>
type EndingCount = ExploreResult['endings'][number]
type Rule = Verdict['weighed'][number]['rule']

/** What the schedules of an exploration came to, counted as they are run; it can be looked at any time. */
export class OutcomeTally {
  /** The first result that broke a promise. */
  broken: ScheduleResult | undefined
  runs = 0
  readonly #plan: ExplorationPlan
  readonly #classes = new Map<string, OutcomeClass>()
  readonly #endings = new Map<EndingCount['ending'], number>()
  readonly #weighed = new Map<Rule, number>()
  readonly #startedMs = performance.now()
  #blocked = 0

  constructor(plan: ExplorationPlan) {
    this.#plan = plan
  }

  add(result: ScheduleResult): void {
    this.runs += 1
    if (result.transcript.some(({ kind }) => kind === 'waits')) this.#blocked += 1
    if (result.verdict.kind === 'broken') this.broken ??= result
    this.#addToClass(result)
    for (const { ending } of result.writers.flatMap(({ endings }) => endings)) count(this.#endings, ending, 1)
    for (const { rule, count: weighed } of result.verdict.weighed) count(this.#weighed, rule, weighed)
  }

  look(): ExploreResult {
    const { orders, distinct, isSampled } = this.#plan
    const seconds = Math.max(0.001, (performance.now() - this.#startedMs) / 1_000)
    const endings = Array.from(this.#endings, ([ending, times]): EndingCount => ({ ending, count: times }))
    const weighed = Array.from(this.#weighed, ([rule, times]) => ({ rule, count: times }))
    return {
      ...{ kind: 'explore', orders, distinct, runs: this.runs, isSampled, blocked: this.#blocked, minimal: null },
      schedulesPerSecond: this.runs / seconds,
      endings: endings.sort((a, b) => b.count - a.count),
      classes: [...this.#classes.values()].sort((a, b) => b.count - a.count),
      verdict: this.broken?.verdict ?? { kind: 'sound', violations: [], weighed },
    }
  }

  #addToClass({ schedule, writers, verdict }: ScheduleResult): void {
    const rules = [...new Set(verdict.violations.map(({ rule }) => rule))]
    const parts = writers.map(({ writer, endings }) => {
      const words = endings.map(({ ending, attempts }) => (attempts > 1 ? `${ending} at attempt ${attempts}` : ending))
      return `${writer}: ${words.join(', ') || 'nothing'}`
    })
    const label = [...parts, ...(rules.length > 0 ? [`broken: ${rules.join(', ')}`] : [])].join('; ')
    const known = this.#classes.get(label)
    const examples = [...(known?.examples ?? []), schedule].slice(0, CLASS_EXAMPLES_MAX)
    const path = [verdict.kind, ...parts]
    this.#classes.set(label, { label, path, verdict: verdict.kind, rules, count: (known?.count ?? 0) + 1, examples })
  }
}

function count<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
