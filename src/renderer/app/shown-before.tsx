import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { readFailure } from '../api/failure.ts'
import { Strip } from '../ui/strip.tsx'
import classes from './shown-before.module.css'

export interface ShownBeforeProps {
  /** What was asked for, and what is on the screen still. */
  readonly wanted: string
  readonly shown: string
  /** Why it could not be read; null while it can. */
  readonly error: Error | null
  readonly onRetry: () => unknown
  readonly children: ReactNode
}

/** A screen that stays as it was, and says so, where the next thing could not be read. */
export function ShownBefore({ wanted, shown, error, onRetry, children }: ShownBeforeProps): ReactNode {
  return (
    <div className={classes.frame}>
      {error ? (
        <Strip
          tone="warning"
          action={
            <Button size="compact-xs" variant="default" onClick={() => void onRetry()}>
              Try again
            </Button>
          }
        >
          {wanted} could not be read · {readFailure(error).title.toLowerCase()} · this is still {shown}
        </Strip>
      ) : null}
      <div className={classes.screen}>{children}</div>
    </div>
  )
}
