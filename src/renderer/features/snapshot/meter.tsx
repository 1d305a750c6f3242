import type { ReactNode } from 'react'
import classes from './snapshot.module.css'

export interface MeterProps {
  /** From 0 to 1. */
  readonly share: number
  /** Behind the bar; the picture alone tells nothing to a screen reader. */
  readonly text?: string
  readonly tone?: 'accent' | 'warning'
}

/** A share as a bar; a sliver stays visible. */
export function Meter({ share, text, tone = 'accent' }: MeterProps): ReactNode {
  const percent = Math.min(100, Math.max(share > 0 ? 1 : 0, share * 100))
  return (
    <span className={classes.meter} data-tone={tone}>
      <span className={classes.track} aria-hidden="true">
        <span style={{ width: `${percent}%` }} />
      </span>
      {text === undefined ? null : <span className={classes.meterText}>{text}</span>}
    </span>
  )
}
