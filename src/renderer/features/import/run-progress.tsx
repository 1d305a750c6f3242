import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { cancelRun, fractionOf, type Run } from '../../api/import-run.ts'
import { formatCount, formatDuration } from '../../ui/format.ts'
import classes from './import.module.css'

const PHASES = { scan: 'Looking through the log', read: 'Reading the log', write: 'Writing versions' } as const
const TICK_MS = 500

/** How far the import is, what it does just now, and the way to stop it. */
export function RunProgress({ run }: { readonly run: Extract<Run, { kind: 'running' }> }): ReactNode {
  const { source, progress, since } = run
  const elapsedMs = useElapsedSince(since)
  const fraction = fractionOf(progress)
  const title = source.kind === 'sample' ? 'Making a sample table' : `Importing ${source.path}`
  return (
    <section className={classes.card} aria-label={title}>
      <div className={classes.cardHead}>
        <h2 title={title}>{title}</h2>
        <Button variant="default" size="compact-sm" onClick={cancelRun}>
          Cancel
        </Button>
      </div>
      <progress className={classes.progress} value={fraction} aria-label={title} />
      <p className={classes.numbers}>
        <span>{progress ? PHASES[progress.phase] : 'Starting'}</span>
        {progress ? (
          <>
            <span>
              {formatCount(progress.versions)}
              {progress.versionsTotal === null ? '' : ` of ${formatCount(progress.versionsTotal)}`} versions
            </span>
            <span>{formatCount(progress.actions)} actions</span>
          </>
        ) : null}
        <span>{formatDuration(elapsedMs)}</span>
      </p>
      <p className={classes.hint}>You can go elsewhere meanwhile. Cancelling leaves nothing in the database.</p>
    </section>
  )
}

function useElapsedSince(since: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, now - since)
}
