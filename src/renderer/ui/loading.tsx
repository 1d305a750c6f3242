import { Button, Text } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { formatDuration } from './format.ts'
import classes from './states.module.css'

const SKELETON_AFTER_MS = 150
const DETAIL_AFTER_MS = 2_000
const TICK_MS = 250

export interface LoadingProps {
  /** What is waited for: `the history of sales.orders`. */
  readonly what: string
  /** The shape of what will come; shown only when the wait is long enough to be seen. */
  readonly skeleton?: ReactNode
  readonly onCancel?: () => void
}

/** Nothing at first, a skeleton after a blink, and after two seconds how long it has been, for what, and a way out. */
export function Loading({ what, skeleton, onCancel }: LoadingProps): ReactNode {
  const elapsedMs = useElapsed()
  if (elapsedMs < SKELETON_AFTER_MS) return <div className={classes.fill} aria-busy="true" />
  return (
    <div className={classes.fill} aria-busy="true">
      {skeleton ?? <SkeletonLines />}
      <output className={classes.waiting}>
        {elapsedMs >= DETAIL_AFTER_MS ? (
          <>
            <Text size="sm">
              Waiting for {what} · {formatDuration(elapsedMs)}
            </Text>
            {onCancel ? (
              <Button size="compact-xs" variant="default" onClick={onCancel}>
                Cancel
              </Button>
            ) : null}
          </>
        ) : null}
      </output>
    </div>
  )
}

function SkeletonLines(): ReactNode {
  return (
    <div className={classes.lines} aria-hidden="true">
      {['62%', '84%', '71%', '90%', '55%', '78%', '66%'].map(width => (
        <span key={width} className={classes.line} style={{ width }} />
      ))}
    </div>
  )
}

function useElapsed(): number {
  const [elapsedMs, setElapsedMs] = useState(0)
  useEffect(() => {
    const since = performance.now()
    const update = () => setElapsedMs(performance.now() - since)
    const soon = setTimeout(update, SKELETON_AFTER_MS)
    const timer = setInterval(update, TICK_MS)
    return () => {
      clearTimeout(soon)
      clearInterval(timer)
    }
  }, [])
  return elapsedMs
}
