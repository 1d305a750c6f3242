import { useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { readFailure } from '../../api/failure.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import { CourseBody } from './course-body.tsx'
import { ExplorationBody } from './exploration-body.tsx'
import { MatrixBody } from './matrix-body.tsx'
import { RunFrame } from './run-frame.tsx'
import { useRun } from './run-stream.ts'

/** One run: its course or its outcomes, and what the judge says of it. */
export function RunScreen(): ReactNode {
  const { run: runId } = useParams({ from: '/sim/$scenario/run/$run' })
  const { with: otherId } = useSearch({ from: '/sim/$scenario/run/$run' })
  const { value: view, error } = useRun(runId)
  if (!view) {
    if (error === undefined) return <Loading what="the run" />
    if (readFailure(error).kind !== 'not-found') return <FailureCard error={error} />
    return (
      <Empty title="There is no such run">The newest fifty runs are kept in the data folder of this machine.</Empty>
    )
  }
  const other = otherId === runId ? undefined : otherId
  return (
    <RunFrame key={runId} report={view.report} other={other}>
      {body()}
    </RunFrame>
  )

  function body(): ReactNode {
    if (!view) return null
    switch (view.report.mode) {
      case 'free':
      case 'schedule':
        return <CourseBody view={view} other={other} />
      case 'explore':
        return <ExplorationBody report={view.report} other={other} />
      case 'matrix':
        return <MatrixBody report={view.report} other={other} />
    }
  }
}
