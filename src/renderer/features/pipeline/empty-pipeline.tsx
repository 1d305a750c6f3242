import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Empty } from '../../ui/empty.tsx'
import { Screen } from '../../ui/screen.tsx'
import { BenchmarkButton } from './benchmark-button.tsx'
import classes from './pipeline.module.css'

/** Nothing was copied yet: what will be here, and how to see it at once. */
export function EmptyPipeline(): ReactNode {
  const navigate = useNavigate()
  return (
    <Screen title="Pipeline">
      <Empty
        title="No COPY has run yet"
        picture={<PipelinePicture />}
        actions={<BenchmarkButton onStarted={runId => void navigate({ to: '/copy/$run', params: { run: runId } })} />}
      >
        Large commits and imports go to PostgreSQL by binary COPY. Each of them shows up here while it runs, with its
        speed, what holds it back, and what became of it. Commit a large draft, import a log, or run the built-in
        benchmark.
      </Empty>
    </Screen>
  )
}

function PipelinePicture(): ReactNode {
  return (
    <svg width="168" height="44" viewBox="0 0 168 44" fill="none" stroke="currentColor" strokeWidth="1.6">
      <title>Five stages, one after the other</title>
      {LEVELS.map((level, stage) => (
        <g key={level}>
          <rect x={2 + stage * 34} y="12" width="24" height="20" rx="5" />
          <rect x={2 + stage * 34} y={32 - level} width="24" height={level} rx="5" className={classes.level} />
          {stage < LEVELS.length - 1 ? <path d={`M${28 + stage * 34} 22h6`} /> : null}
        </g>
      ))}
    </svg>
  )
}

const LEVELS = [14, 6, 10, 17, 4]
