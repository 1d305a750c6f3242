import type { ReactNode } from 'react'
import classes from './column.module.css'

/** What is gone through from top to bottom: one column of a readable width in the middle, which scrolls. */
export function Column({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className={classes.page}>
      <div className={classes.column}>{children}</div>
    </div>
  )
}
