import type { ReactNode } from 'react'
import type { Measures } from '../../../../shared/contract/simulation-results.ts'
import { formatCount } from '../../../ui/format.ts'
import { ENDING_TONES, ENDING_WORDS } from '../words.ts'
import classes from './results.module.css'

/** How the commits of a run ended: one bar, and the same in words. */
export function EndingBar({ endings }: { readonly endings: Measures['endings'] }): ReactNode {
  if (endings.length === 0) return null
  return (
    <div className={classes.endings}>
      <div className={classes.endingBar} aria-hidden="true">
        {endings.map(({ ending, count }) => (
          <span key={ending} data-tone={ENDING_TONES[ending]} style={{ flexGrow: count }} />
        ))}
      </div>
      <EndingList endings={endings} />
    </div>
  )
}

/** The endings as words alone. */
export function EndingList({ endings }: { readonly endings: Measures['endings'] }): ReactNode {
  return (
    <ul className={classes.endingList} aria-label="How commits ended">
      {endings.map(({ ending, count }) => (
        <li key={ending} data-tone={ENDING_TONES[ending]}>
          {formatCount(count)} {ENDING_WORDS[ending]}
        </li>
      ))}
    </ul>
  )
}
