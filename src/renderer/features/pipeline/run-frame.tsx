import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconDownload, IconPlayerStop } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { CopyRunReport } from '../../../shared/contract/copies.ts'
import { client } from '../../api/client.ts'
import { useCopies } from '../../api/copies.ts'
import { readFailure } from '../../api/failure.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { downloadText } from '../../ui/download-text.ts'
import { Screen } from '../../ui/screen.tsx'
import { Age, Count } from '../../ui/values.tsx'
import classes from './pipeline.module.css'
import { RunState } from './run-state.tsx'
import { formatMs, subjectText } from './run-words.ts'
import { traceOf } from './trace.ts'

export interface RunFrameProps {
  readonly run: CopyRunReport
  readonly other: CopyRunReport | undefined
  readonly children: ReactNode
}

/** The head of a run, with what can be done about it, around what it shows. */
export function RunFrame({ run, other, children }: RunFrameProps): ReactNode {
  const [problem, setProblem] = useState<string>()
  const isCancellable = run.state === 'running' && run.cancel === null
  const cancel = async () => {
    setProblem(undefined)
    await client.copies.cancel({ runId: run.runId }).catch(error => setProblem(readFailure(error).detail))
  }
  useKeys(isCancellable ? { 'task.cancel': () => void cancel() } : {})
  const { subject } = run
  return (
    <Screen
      title={
        <span className={classes.title} title={subjectText(subject)}>
          Run #{run.number} · {subjectText(subject)}
        </span>
      }
      facts={
        <>
          <RunState state={run.state} />
          <span>
            <Count value={run.rows} />
            {run.rowsExpected === null ? '' : ` of ${run.rowsExpected.toLocaleString('en-US')}`} rows
          </span>
          <span title="From the first COPY to the answer to COMMIT, or to the end">{formatMs(run.wallMs)}</span>
          <span title={run.server}>
            <Age at={run.startedAt} />
          </span>
        </>
      }
      actions={
        <>
          {subject.kind === 'commit' && run.state === 'finished' ? (
            <Button
              variant="default"
              renderRoot={props => (
                <Link
                  to="/t/$name/v/$version"
                  params={{ name: subject.table, version: String(subject.version) }}
                  {...props}
                />
              )}
            >
              Open v{String(subject.version)}
            </Button>
          ) : null}
          <CompareMenu run={run} other={other} />
          <Button
            variant="default"
            leftSection={<IconDownload size={14} stroke={1.75} />}
            title="The run as a trace in JSON, for Perfetto and chrome://tracing"
            onClick={() => downloadText(`copy-run-${run.number}.trace.json`, traceOf(run), 'application/json')}
          >
            Trace
          </Button>
          {run.state === 'running' ? (
            <Button
              color="red"
              variant="light"
              disabled={!isCancellable}
              leftSection={<IconPlayerStop size={14} stroke={1.75} />}
              onClick={() => void cancel()}
            >
              {isCancellable ? 'Cancel' : 'Cancelling …'}
            </Button>
          ) : null}
        </>
      }
    >
      <div className={classes.page}>
        {problem ? (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        ) : null}
        {children}
      </div>
    </Screen>
  )
}

function CompareMenu({ run, other }: Pick<RunFrameProps, 'run' | 'other'>): ReactNode {
  const navigate = useNavigate()
  const { value: runs = [] } = useCopies()
  const others = runs.filter(({ runId }) => runId !== run.runId)
  const show = (runId: string | undefined) =>
    void navigate({ to: '/copy/$run', params: { run: run.runId }, search: runId === undefined ? {} : { with: runId } })
  if (others.length === 0) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} stroke={1.75} />}>
          {other ? `Compared with #${other.number}` : 'Compare with'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        {other ? <Menu.Item onClick={() => show(undefined)}>With none</Menu.Item> : null}
        {others.map(({ runId, number, subject }) => (
          <Menu.Item key={runId} onClick={() => show(runId)}>
            #{number} · {subjectText(subject)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
