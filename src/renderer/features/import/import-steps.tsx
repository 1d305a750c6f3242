import type { ReactNode } from 'react'
import classes from './import.module.css'

const STEPS = [
  ['source', 'Source'],
  ['scan', 'Scan'],
  ['plan', 'Plan'],
  ['run', 'Run'],
  ['verify', 'Verify'],
] as const

export type ImportStep = (typeof STEPS)[number][0]

/** Where an import stands on its way. */
export function ImportSteps({ current }: { readonly current: ImportStep }): ReactNode {
  const at = STEPS.findIndex(([step]) => step === current)
  return (
    <ol className={classes.steps} aria-label="Steps of an import">
      {STEPS.map(([step, label], index) => (
        <li
          key={step}
          data-state={index < at ? 'past' : index === at ? 'now' : 'ahead'}
          aria-current={step === current ? 'step' : undefined}
        >
          <span className={classes.stepNumber}>{index + 1}</span>
          {label}
        </li>
      ))}
    </ol>
  )
}
