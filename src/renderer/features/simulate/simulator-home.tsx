import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import type { RunSummary } from '../../../shared/contract/simulations.ts'
import { useSimulations } from '../../api/simulations.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { Leftovers } from './leftovers.tsx'
import { runColumns } from './run-columns.tsx'
import classes from './simulate.module.css'

/** Every run that is kept, with those under way; schemas that runs have left behind. */
export function SimulatorHome(): ReactNode {
  const { value: runs, error } = useSimulations()
  if (error && !runs) return <FailureCard error={error} />
  if (!runs) return <Loading what="the runs of the simulator" />
  return (
    <div className={classes.home}>
      <Leftovers />
      <div className={classes.homeBody}>{runs.length === 0 ? <NoRuns /> : <Runs runs={runs} />}</div>
    </div>
  )
}

function NoRuns(): ReactNode {
  return (
    <Empty
      title="No run yet"
      actions={
        <Button renderRoot={props => <Link to="/sim/$scenario" params={{ scenario: 'unprotected' }} {...props} />}>
          Begin with writers without any protection
        </Button>
      }
    >
      The simulator lets real writers race on real connections, in every order that matters, in a schema of its own that
      is dropped afterwards. A judge tells from the database alone whether the log’s promises held, and how they were
      broken where they were not. Choose a scenario on the left.
    </Empty>
  )
}

function Runs({ runs }: { readonly runs: readonly RunSummary[] }): ReactNode {
  const navigate = useNavigate()
  const [selectedId, setSelectedId] = useState<string>()
  const [marked, setMarked] = useState<readonly string[]>([])
  const grid = useRef<GridHandle>(null)
  const selected = Math.max(
    0,
    runs.findIndex(({ runId }) => runId === selectedId),
  )
  /** Two runs at most: a third one takes the place of the first. */
  const toggleMark = (runId: string | undefined) => {
    if (runId === undefined) return
    setMarked(before => (before.includes(runId) ? before.filter(id => id !== runId) : [...before.slice(-1), runId]))
  }
  const show = (run: RunSummary | undefined, other?: RunSummary) => {
    if (!run) return
    const params = { scenario: run.scenario, run: run.runId }
    void navigate({
      to: '/sim/$scenario/run/$run',
      params,
      search: other ? { with: other.runId, tab: 'compared' } : {},
    })
  }
  const compare = () => {
    const [first, second] = runs.filter(({ runId }) => marked.includes(runId))
    if (first && second) show(first, second)
  }
  useGridKeys(grid)
  useKeys({ 'run.mark': () => toggleMark(runs[selected]?.runId), 'run.compare': compare })
  return (
    <Screen
      title="Runs"
      facts={
        <>
          <span>{runs.length === 1 ? 'one run' : `${formatCount(runs.length)} runs`}</span>
          <span>{MARK_WORDS[Math.min(2, marked.length)]}</span>
        </>
      }
      actions={
        <Button variant="default" disabled={marked.length < 2} onClick={compare}>
          Compare
        </Button>
      }
    >
      <VirtualGrid
        label="Runs of the simulator"
        handle={grid}
        columns={runColumns(marked, toggleMark)}
        rowCount={runs.length}
        rowAt={index => runs[index]}
        rowKey={index => runs[index]?.runId ?? String(index)}
        selected={selected}
        onSelect={index => setSelectedId(runs[index]?.runId)}
        onOpen={index => show(runs[index])}
        rowHeight={32}
        minWidth={640}
      />
    </Screen>
  )
}

const MARK_WORDS = [
  'Mark two runs to compare them',
  'One run is marked; mark another one',
  'Two runs are marked',
] as const
