import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import { useCopies } from '../../api/copies.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { BenchmarkButton } from './benchmark-button.tsx'
import { EmptyPipeline } from './empty-pipeline.tsx'
import { runColumns } from './run-columns.tsx'

/** Every COPY that this program ran: live, and kept for comparison. */
export function PipelineScreen(): ReactNode {
  const navigate = useNavigate()
  const { value: runs, error } = useCopies()
  const [selectedId, setSelectedId] = useState<string>()
  const [marked, setMarked] = useState<readonly string[]>([])
  const grid = useRef<GridHandle>(null)
  const found = runs?.findIndex(({ runId }) => runId === selectedId) ?? -1
  const selected = Math.max(0, found)

  const open = (index: number) => {
    const run = runs?.[index]
    if (run) void navigate({ to: '/copy/$run', params: { run: run.runId } })
  }
  /** Two runs at most: a third one takes the place of the first. */
  const toggleMark = (runId: string | undefined) => {
    if (runId === undefined) return
    setMarked(before => (before.includes(runId) ? before.filter(id => id !== runId) : [...before.slice(-1), runId]))
  }
  const compare = () => {
    const [first, second] = (runs ?? []).filter(({ runId }) => marked.includes(runId))
    if (first && second) {
      void navigate({ to: '/copy/$run', params: { run: first.runId }, search: { with: second.runId } })
    }
  }
  useGridKeys(grid)
  useKeys({ 'run.mark': () => toggleMark(runs?.[selected]?.runId), 'run.compare': compare })

  if (runs?.length === 0) return <EmptyPipeline />
  return (
    <Screen
      title="Pipeline"
      facts={
        runs ? (
          <>
            <span>{runs.length === 1 ? 'one COPY run' : `${formatCount(runs.length)} COPY runs`}</span>
            <span>
              {marked.length === 0
                ? 'Mark two runs to compare them'
                : marked.length === 1
                  ? 'One run is marked; mark another one'
                  : 'Two runs are marked'}
            </span>
          </>
        ) : null
      }
      actions={
        <>
          <Button variant="default" disabled={marked.length < 2} onClick={compare}>
            Compare
          </Button>
          <BenchmarkButton onStarted={runId => void navigate({ to: '/copy/$run', params: { run: runId } })} />
        </>
      }
    >
      {error && !runs ? (
        <FailureCard error={error} />
      ) : !runs ? (
        <Loading what="the COPY runs" />
      ) : (
        <VirtualGrid
          label="COPY runs"
          handle={grid}
          columns={runColumns(marked, toggleMark)}
          rowCount={runs.length}
          rowAt={index => runs[index]}
          rowKey={index => runs[index]?.runId ?? String(index)}
          selected={selected}
          onSelect={index => setSelectedId(runs[index]?.runId)}
          onOpen={open}
          rowHeight={32}
          minWidth={820}
        />
      )}
    </Screen>
  )
}
