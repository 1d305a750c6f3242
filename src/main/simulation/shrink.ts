import type { Scenario } from '../../shared/contract/scenarios.ts'
import type { Exploration, ScheduleResult } from '../../shared/contract/simulation-results.ts'
import { SHRINK_TRIES_MAX } from '../../shared/limits.ts'
import { letterOf, moveOf, type Schedule, switchesOf } from '../../shared/scenario/schedule.ts'
import { eachWriter } from '../../shared/scenario/writer-names.ts'
import type { Lab } from './lab.ts'
import { runSchedule } from './run-schedule.ts'
import { Stalled } from './settle.ts'

type Minimal = NonNullable<Exploration['minimal']>

interface Candidate {
  readonly scenario: Scenario
  readonly schedule: Schedule
}

/**
 * Makes a failing schedule as small as it gets while it still breaks one of the same rules: fewer writers, fewer commits,
 * fewer letters, fewer changes from one writer to another. Gives the lab back that the last try was made in.
 */
export async function shrink(
  lab: Lab,
  found: ScheduleResult,
  restartServer: (() => Promise<void>) | undefined,
  signal: AbortSignal,
): Promise<{ readonly minimal: Minimal; readonly lab: Lab }> {
  const rules = new Set(found.verdict.violations.map(({ rule }) => rule))
  let best: Candidate = { scenario: lab.scenario, schedule: found.schedule }
  let result = found
  let own = lab
  let tries = 0
  const attempt = async (candidate: Candidate): Promise<boolean> => {
    if (tries >= SHRINK_TRIES_MAX) return false
    tries += 1
    signal.throwIfAborted()
    if (candidate.scenario !== own.scenario) own = await own.recast(candidate.scenario)
    const again = await runSchedule(own, candidate.schedule, signal, { restartServer }).catch((error: unknown) => {
      if (error instanceof Stalled) return undefined
      throw error
    })
    if (again === undefined || !again.verdict.violations.some(({ rule }) => rules.has(rule))) return false
    best = candidate
    result = again
    return true
  }
  for (let isSmaller = true; isSmaller && tries < SHRINK_TRIES_MAX; ) {
    isSmaller = false
    for (const candidate of smallerThan(best)) {
      if (!(await attempt(candidate))) continue
      isSmaller = true
      break
    }
  }
  const { scenario, schedule } = best
  const run = { kind: 'schedule', schedule } as const
  return { minimal: { scenario: { ...scenario, run }, result, found: found.schedule, tries }, lab: own }
}

/** The next smaller ones, the boldest first. */
function* smallerThan({ scenario, schedule }: Candidate): Generator<Candidate, void> {
  const writers = eachWriter(scenario)
  if (writers.length > 1) {
    for (const index of writers.keys())
      yield { scenario: without(scenario, index), schedule: dropWriter(schedule, index) }
  }
  for (const [index, writer] of scenario.writers.entries()) {
    if (writer.commits === 1) continue
    const fewer = scenario.writers.map((other, at) => (at === index ? { ...other, commits: 1 } : other))
    yield { scenario: { ...scenario, writers: fewer }, schedule }
  }
  if (scenario.faults.length > 0) yield { scenario: { ...scenario, faults: [] }, schedule }
  for (let length = schedule.length >> 1; length > 0; length >>= 1) {
    yield { scenario, schedule: schedule.slice(0, -length) }
  }
  for (const index of schedule.length === 0 ? [] : Array.from(schedule).keys()) {
    yield { scenario, schedule: schedule.slice(0, index) + schedule.slice(index + 1) }
  }
  for (const index of Array.from(schedule).keys()) {
    const [one = '', other = ''] = schedule.slice(index, index + 2)
    const swapped = schedule.slice(0, index) + other + one + schedule.slice(index + 2)
    if (switchesOf(swapped) < switchesOf(schedule)) yield { scenario, schedule: swapped }
  }
}

/** Every writer becomes an entry of its own, so that one of several can go. */
function without(scenario: Scenario, index: number): Scenario {
  const writers = eachWriter(scenario).map(({ name, writer }) => ({ ...writer, name, count: 1 }))
  const left = writers.toSpliced(index, 1)
  const names = new Set(left.map(({ name }) => name))
  const faults = scenario.faults.filter(({ writer }) => writer === null || names.has(writer))
  return { ...scenario, writers: left, faults }
}

function dropWriter(schedule: Schedule, index: number): Schedule {
  return [...schedule]
    .flatMap(letter => {
      const { writer, crash } = moveOf(letter)
      if (writer === index) return []
      return [letterOf(writer > index ? writer - 1 : writer, crash)]
    })
    .join('')
}
