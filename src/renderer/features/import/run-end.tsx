import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { readFailure } from '../../api/failure.ts'
import { dismissRun, type Run, startRun } from '../../api/import-run.ts'
import { ErrorCard } from '../../ui/error-card.tsx'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { Strip } from '../../ui/strip.tsx'
import classes from './import.module.css'
import { ProblemList } from './problem-list.tsx'

/** The table is there: what came in, what was odd, and the way to it. */
export function RunDone({ run }: { readonly run: Extract<Run, { kind: 'done' }> }): ReactNode {
  const { name, head, actions, warnings } = run.done
  return (
    <section className={classes.card} data-tone="good" aria-label="The import is done">
      <div className={classes.cardHead}>
        <IconCircleCheck size={20} stroke={1.75} aria-hidden="true" />
        <h2 title={name}>{name} is here</h2>
        <Button renderRoot={props => <Link to="/t/$name/history" params={{ name }} onClick={dismissRun} {...props} />}>
          Open its history
        </Button>
        <Button variant="default" onClick={dismissRun}>
          Import another
        </Button>
      </div>
      <p className={classes.numbers}>
        <span>{formatCount(head + 1n)} versions</span>
        <span>{formatCount(actions)} actions</span>
        <span>{formatDuration(run.tookMs)}</span>
      </p>
      {warnings.length > 0 ? (
        <ProblemList
          title={warnings.length === 1 ? 'One thing to know' : `${formatCount(warnings.length)} things to know`}
          problems={warnings}
        />
      ) : null}
    </section>
  )
}

/** The import broke off for a reason that is not in the log. */
export function RunFailed({ run }: { readonly run: Extract<Run, { kind: 'failed' }> }): ReactNode {
  const failure = readFailure(run.error)
  return (
    <ErrorCard
      title={`The import broke off: ${failure.title.toLowerCase()}`}
      detail={failure.detail}
      state="Nothing of it stays in the database."
      facts={{ SQLSTATE: failure.sqlState, Reference: failure.reference }}
      onRetry={() => void startRun(run.source)}
    />
  )
}

/** Somebody stopped the import. */
export function RunCancelled(): ReactNode {
  return (
    <Strip
      tone="accent"
      action={
        <Button size="compact-xs" variant="default" onClick={dismissRun}>
          Dismiss
        </Button>
      }
    >
      The import was cancelled. Nothing of it stays in the database.
    </Strip>
  )
}
