import { type ReactNode, useEffect, useState } from 'react'
import { COMMIT_STEPS } from '../../../shared/contract/outcome.ts'
import { formatDuration } from '../../ui/format.ts'
import classes from './compose.module.css'
import type { SendProgress } from './use-sending.ts'

const TICK_MS = 100

/** What the writer does just now, and for how long it has been sending. */
export function SendingProgress({ progress }: { readonly progress: SendProgress }): ReactNode {
  const [nowMs, setNowMs] = useState(progress.startedAtMs)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  const { step } = progress
  const place = step === undefined ? 0 : COMMIT_STEPS.indexOf(step) + 1
  return (
    <span className={classes.progress}>
      {step === undefined ? 'sending' : `${step} (${place} of ${COMMIT_STEPS.length})`} ·{' '}
      {formatDuration(Math.max(0, nowMs - progress.startedAtMs))}
    </span>
  )
}
