import { type ReactNode, useId } from 'react'
import classes from './pipeline.module.css'

export interface PanelProps {
  readonly title: string
  /** How its numbers are measured, on hover of the title. */
  readonly hint: string
  readonly children: ReactNode
}

/** A titled part of a run. */
export function Panel({ title, hint, children }: PanelProps): ReactNode {
  const id = useId()
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <h2 id={id} title={hint}>
        {title}
      </h2>
      {children}
    </section>
  )
}
