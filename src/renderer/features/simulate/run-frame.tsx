import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconChevronDown, IconPlayerPlay, IconPlayerStop, IconTrash } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { RunReport } from '../../../shared/contract/simulations.ts'
import { claimProblem } from '../../../shared/scenario/claim-problem.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { useSimulations } from '../../api/simulations.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { keysOf } from '../../app/keymap.ts'
import { chordText } from '../../ui/keys.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Strip } from '../../ui/strip.tsx'
import { ExportMenu } from './export-menu.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { RunLine } from './run-line.tsx'
import { RunState } from './run-state.tsx'
import classes from './simulate.module.css'
import { useStartRun } from './use-start-run.ts'
import { MODE_WORDS } from './words.ts'

export interface RunFrameProps {
  readonly report: RunReport
  readonly other: string | undefined
  readonly children: ReactNode
}

/** The head of a run, with what can be done about it, around what it shows. */
export function RunFrame({ report, other, children }: RunFrameProps): ReactNode {
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()
  const { isStarting, refusal, start } = useStartRun()
  const { runId, number, scenario, title, state, wish } = report
  const isRunning = state === 'running'
  const attempt = (act: () => Promise<unknown>) => {
    setProblem(undefined)
    act().catch((error: unknown) => setProblem(readFailure(error).detail))
  }
  const cancel = () => attempt(() => client.simulations.cancel({ runId }))
  const again = () => void start({ ...wish, realTable: null })
  const remove = async () => {
    await client.simulations.remove({ runId })
    await navigate({ to: '/sim/$scenario', params: { scenario } })
  }
  useKeys(isRunning ? { 'task.cancel': cancel } : { 'simulation.run': again })
  return (
    <Screen
      title={
        <span title={`${title}\n${scenario}`}>
          Run #{number} · {title === '' ? scenario : title}
        </span>
      }
      facts={<RunState run={report} />}
      actions={
        <>
          <CompareMenu report={report} other={other} />
          {isRunning ? (
            <Button
              color="red"
              variant="light"
              leftSection={<IconPlayerStop size={14} stroke={1.75} />}
              title={chordText(keysOf('task.cancel'))}
              onClick={cancel}
            >
              Cancel
            </Button>
          ) : (
            <>
              <ExportMenu runId={runId} onProblem={setProblem} />
              <ActionIcon
                variant="default"
                size={30}
                aria-label="Forget the run"
                title="Forget the run; its tables are long gone"
                onClick={() => attempt(remove)}
              >
                <IconTrash size={15} stroke={1.75} />
              </ActionIcon>
              <Button
                leftSection={<IconPlayerPlay size={14} stroke={2} />}
                loading={isStarting}
                title={`The same again, in a schema of its own  ${chordText(keysOf('simulation.run'))}`}
                onClick={again}
              >
                Run again
              </Button>
            </>
          )}
        </>
      }
    >
      <div className={classes.runBody}>
        <RunLine report={report} />
        {problem ? <Strip tone="error">{problem}</Strip> : null}
        {refusal ? <RefusalNote {...refusal} /> : null}
        <Ending report={report} />
        <div className={classes.runContent}>{children}</div>
      </div>
    </Screen>
  )
}

/** How it ended where that is not what a run is for, and where it is not what its scenario claims. */
function Ending({ report: { state, problem, result, wish } }: { readonly report: RunReport }): ReactNode {
  if (problem !== null) {
    return <Strip tone={state === 'cancelled' || state === 'interrupted' ? 'warning' : 'error'}>{problem}</Strip>
  }
  const unclaimed = result === null ? undefined : claimProblem(wish.scenario.claim, result)
  return unclaimed === undefined ? null : <Strip tone="error">It did not end as its scenario claims. {unclaimed}</Strip>
}

function CompareMenu({ report, other }: Pick<RunFrameProps, 'report' | 'other'>): ReactNode {
  const navigate = useNavigate()
  const { tab } = useSearch({ from: '/sim/$scenario/run/$run' })
  const { value: runs = [] } = useSimulations()
  const others = runs.filter(({ runId }) => runId !== report.runId)
  const params = { scenario: report.scenario, run: report.runId }
  const show = (runId: string | undefined) =>
    void navigate({
      to: '/sim/$scenario/run/$run',
      params,
      search: runId === undefined ? { tab: tab === 'compared' ? undefined : tab } : { with: runId, tab: 'compared' },
      replace: true,
    })
  const chosen = runs.find(({ runId }) => runId === other)
  if (others.length === 0) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} stroke={1.75} />}>
          {chosen ? `With #${chosen.number}` : 'Compare'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        {other ? <Menu.Item onClick={() => show(undefined)}>With none</Menu.Item> : null}
        {others.map(({ runId, number, scenario, mode, strategy }) => (
          <Menu.Item key={runId} onClick={() => show(runId)}>
            #{number} · {scenario} · {MODE_WORDS[mode].toLowerCase()}, {mode === 'matrix' ? 'each strategy' : strategy}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
