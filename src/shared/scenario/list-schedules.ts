import { OrderCounter, type Place } from './count-schedules.ts'
import { letterOf, type Schedule } from './schedule.ts'
import type { Dice } from './seeded-dice.ts'
import type { Station } from './steps-of-writer.ts'

/** Every order that can make a difference, in the order of their names. */
export function* listSchedules(writers: readonly (readonly Station[])[]): Generator<Schedule, void> {
  const counter = new OrderCounter(writers)
  const steps = writers.reduce((sum, { length }) => sum + length, 0)
  function* from(place: Place, schedule: Schedule): Generator<Schedule, void> {
    if (schedule.length === steps) yield schedule
    else for (const next of counter.nextOf(place)) yield* from(counter.after(place, next), schedule + letterOf(next))
  }
  yield* from(counter.start(), '')
}

/** One of the orders that can make a difference, each as likely as the others. */
export function pickSchedule(counter: OrderCounter, dice: Dice): Schedule {
  let schedule = ''
  for (let place = counter.start(); ; ) {
    const all = counter.nextOf(place)
    if (all.length === 0) return schedule
    const counts = all.map(writer => counter.countFrom(counter.after(place, writer)))
    let rest = bigDice(
      dice,
      counts.reduce((sum, count) => sum + count, 0n),
    )
    // An order that would be left out behind every choice has no successors; the first choice ends it.
    const index = counts.findIndex(count => {
      rest -= count
      return rest < 0n
    })
    const writer = all[Math.max(0, index)] ?? 0
    schedule += letterOf(writer)
    place = counter.after(place, writer)
  }
}

/** A number below a bound of any size. */
function bigDice(dice: Dice, below: bigint): bigint {
  if (below <= 1n) return 0n
  let number = 0n
  for (let bits = below.toString(2).length + 32; bits > 0; bits -= 16) number = number * 65_536n + BigInt(dice(65_536))
  return number % below
}

/** Each order once more for each step of each writer that can be crashed there; the rest of its letters is gone. */
export function* withCrashes(schedule: Schedule): Generator<Schedule, void> {
  for (const [index, letter] of [...schedule].entries()) {
    const rest = schedule.slice(index + 1).replaceAll(letter, '')
    yield schedule.slice(0, index) + letter.toLowerCase() + rest
  }
}
