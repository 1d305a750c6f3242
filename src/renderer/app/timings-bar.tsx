import type { ReactNode } from 'react'
import { COMMIT_STEPS, type Timings } from '../../shared/contract/outcome.ts'
import { formatMs } from '../ui/format.ts'
import classes from './timings-bar.module.css'

/** Where a commit spent its time: one strip, and the same as a list of numbers. */
export function TimingsBar({ timings }: { readonly timings: Timings }): ReactNode {
  const steps = COMMIT_STEPS.flatMap(step => {
    const ms = timings[step]
    return ms === undefined ? [] : [{ step, ms }]
  })
  const totalMs = steps.reduce((sum, { ms }) => sum + ms, 0)
  if (steps.length === 0) return null
  return (
    <div className={classes.timings}>
      <div className={classes.bar} aria-hidden="true">
        {steps.map(({ step, ms }) => (
          <span key={step} className={classes.part} data-step={step} style={{ flexGrow: ms }} />
        ))}
      </div>
      <ul className={classes.list} aria-label="Time spent in each step">
        <li className={classes.total}>{formatMs(totalMs)} in all</li>
        {steps.map(({ step, ms }) => (
          <li key={step}>
            <span className={classes.dot} data-step={step} aria-hidden="true" />
            {step} {formatMs(ms)}
          </li>
        ))}
      </ul>
    </div>
  )
}
