import { Button, CopyButton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { dismissRun, type Run, startRun } from '../../api/import-run.ts'
import { formatCount } from '../../ui/format.ts'
import classes from './import.module.css'
import { ProblemList, problemText } from './problem-list.tsx'

/** The log is not whole: which file, which line, and why. */
export function RunRefused({ run }: { readonly run: Extract<Run, { kind: 'refused' }> }): ReactNode {
  const { source, problems } = run
  return (
    <section className={classes.card} data-tone="bad" role="alert">
      <div className={classes.cardHead}>
        <IconAlertTriangle size={20} stroke={1.75} aria-hidden="true" />
        <h2>This log cannot be imported</h2>
        <CopyButton value={problems.map(problemText).join('\n')}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy report'}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={() => void startRun(source)}>
          Try again
        </Button>
        <Button variant="default" onClick={dismissRun}>
          Dismiss
        </Button>
      </div>
      <p className={classes.hint}>
        {source.kind === 'log' ? <code>{source.path}</code> : 'The sample table'} was read and left as it is. Nothing
        was written to the database.
      </p>
      <ProblemList
        title={problems.length === 1 ? 'One problem' : `${formatCount(problems.length)} problems`}
        problems={problems}
      />
    </section>
  )
}
