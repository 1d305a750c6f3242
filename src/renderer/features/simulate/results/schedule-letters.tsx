import type { ReactNode } from 'react'
import { moveOf } from '../../../../shared/scenario/schedule.ts'
import classes from './results.module.css'

/** A schedule by its name, each letter in the colour of its writer; a crash is struck out. */
export function ScheduleLetters({ schedule }: { readonly schedule: string }): ReactNode {
  if (schedule === '') return <span className={classes.letters}>one after the other</span>
  return (
    <span className={classes.letters} title={`The schedule ${schedule}: each letter is the next step of that writer`}>
      <span className={classes.spoken}>{schedule}</span>
      <span aria-hidden="true">
        {[...schedule].map((letter, place) => {
          const { writer, crash } = moveOf(letter)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a letter is its place
            <span key={place} data-writer={writer % 8} data-crash={crash || undefined}>
              {letter.toUpperCase()}
            </span>
          )
        })}
      </span>
    </span>
  )
}
