import type { RunMode, Scenario } from '../contract/scenarios.ts'
import { countSchedules, OrderCounter } from './count-schedules.ts'
import { listSchedules, pickSchedule, withCrashes } from './list-schedules.ts'
import { letterOf, type Schedule } from './schedule.ts'
import { diceFor } from './seeded-dice.ts'
import { stationsOf } from './steps-of-writer.ts'
import { eachWriter } from './writer-names.ts'

/** Which orders of steps an exploration runs. */
export interface ExplorationPlan {
  readonly orders: bigint
  readonly distinct: bigint
  readonly isSampled: boolean
  /** As many as `runs` says, no order twice. */
  readonly runs: number
  schedules(): Generator<Schedule, void>
}

/** All orders that can make a difference where they are no more than the mode allows; otherwise a sample by the seed. */
export function planExploration(
  scenario: Scenario,
  { max, crashes }: Extract<RunMode, { kind: 'explore' }>,
): ExplorationPlan {
  const writers = eachWriter(scenario).map(({ writer }) => stationsOf(writer, scenario))
  const count = countSchedules(writers)
  const steps = BigInt(writers.reduce((sum, { length }) => sum + length, 0))
  // Each order once more for each of its steps; crashed orders that come out equal are counted once when they are run.
  const factor = crashes > 0 ? steps + 1n : 1n
  const distinct = count.distinct * factor
  const isSampled = distinct > BigInt(max)
  return {
    orders: count.orders * factor,
    distinct,
    isSampled,
    runs: isSampled ? max : Number(distinct),
    schedules: () => (isSampled ? sample(writers, scenario.seed, max, crashes) : all(writers, crashes)),
  }
}

function* all(writers: Parameters<typeof listSchedules>[0], crashes: number): Generator<Schedule, void> {
  const seen = new Set<Schedule>()
  for (const order of listSchedules(writers)) {
    yield order
    if (crashes === 0) continue
    for (const crashed of withCrashes(order)) {
      if (seen.has(crashed)) continue
      seen.add(crashed)
      yield crashed
    }
  }
}

/** Begins with one writer after the other, in both directions; draws that come out twice are drawn again, a few times at most. */
function* sample(
  writers: Parameters<typeof listSchedules>[0],
  seed: number,
  max: number,
  crashes: number,
): Generator<Schedule, void> {
  const counter = new OrderCounter(writers)
  const dice = diceFor(seed, 'schedules')
  const serial = writers.map((stations, index) => letterOf(index).repeat(stations.length))
  const seen = new Set([serial.join(''), serial.toReversed().join('')].slice(0, max))
  yield* seen
  for (let draws = 0; seen.size < max && draws < max * DRAWS_PER_RUN_MAX; draws++) {
    const order = pickSchedule(counter, dice)
    const variants = crashes > 0 && dice(2) === 0 ? [...withCrashes(order)] : [order]
    const schedule = variants[dice(variants.length)] ?? order
    if (seen.has(schedule)) continue
    seen.add(schedule)
    yield schedule
  }
}

const DRAWS_PER_RUN_MAX = 20
