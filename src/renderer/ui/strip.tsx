import type { ReactNode } from 'react'
import classes from './states.module.css'

export interface StripProps {
  readonly tone: 'warning' | 'error' | 'unknown' | 'accent'
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** One line across the top of a screen: what it shows is stale, unknown or waiting for something. */
export function Strip({ tone, children, action }: StripProps): ReactNode {
  return (
    <output className={classes.strip} data-tone={tone}>
      <span>{children}</span>
      {action}
    </output>
  )
}
