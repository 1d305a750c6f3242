import type { ReactNode } from 'react'
import { useRun } from '../../api/import-run.ts'
import { Screen } from '../../ui/screen.tsx'
import { ChooseLog } from './choose-log.tsx'
import classes from './import.module.css'
import { RunCancelled, RunDone, RunFailed } from './run-end.tsx'
import { RunProgress } from './run-progress.tsx'
import { RunRefused } from './run-refused.tsx'

/** Makes a table of a folder's log, or a sample: choosing, progress, and how it ended. */
export function ImportScreen(): ReactNode {
  const run = useRun()
  return (
    <Screen title="Import a log">
      <div className={classes.page}>
        <div className={classes.column}>
          {run.kind === 'running' ? <RunProgress run={run} /> : null}
          {run.kind === 'done' ? <RunDone run={run} /> : null}
          {run.kind === 'refused' ? <RunRefused run={run} /> : null}
          {run.kind === 'failed' ? <RunFailed run={run} /> : null}
          {run.kind === 'cancelled' ? <RunCancelled /> : null}
          {run.kind === 'running' || run.kind === 'done' ? null : <ChooseLog />}
        </div>
      </div>
    </Screen>
  )
}
