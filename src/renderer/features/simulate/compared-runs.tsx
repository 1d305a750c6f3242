import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { RunComparison, RunSummary } from '../../../shared/contract/simulations.ts'
import { runComparisonQuery, useSimulations } from '../../api/simulations.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import classes from './simulate.module.css'

/** Two runs side by side: what was run, what it measured, and how many schedules had which outcome. */
export function ComparedRuns({ a, b }: { readonly a: string; readonly b: string }): ReactNode {
  const { data, error, refetch } = useQuery(runComparisonQuery(a, b))
  const { value: runs = [] } = useSimulations()
  if (error && !data) return <FailureCard error={error} onRetry={refetch} />
  if (!data) return <Loading what="the comparison" />
  const find = (runId: string) => runs.find(run => run.runId === runId)
  return (
    <section className={classes.part} aria-label="Compared">
      <Lines comparison={data} runs={[find(a), find(b)]} />
      {data.classes.length > 0 ? <Classes classes={data.classes} /> : null}
    </section>
  )
}

function Lines({
  comparison,
  runs,
}: {
  readonly comparison: RunComparison
  readonly runs: readonly (RunSummary | undefined)[]
}): ReactNode {
  return (
    <table className={classes.compared}>
      <thead>
        <tr>
          <th scope="col">Measure</th>
          {runs.map((run, side) => (
            <th key={run?.runId ?? side} scope="col">
              {run ? (
                <Link to="/sim/$scenario/run/$run" params={{ scenario: run.scenario, run: run.runId }}>
                  #{run.number}
                </Link>
              ) : (
                '?'
              )}
            </th>
          ))}
          <th scope="col" title="The second run divided by the first">
            Ratio
          </th>
        </tr>
      </thead>
      <tbody>
        {comparison.lines.map(({ label, a, b, ratio }) => (
          <tr key={label} data-same={a === b || undefined}>
            <th scope="row">{label}</th>
            <td>{a ?? '–'}</td>
            <td>{b ?? '–'}</td>
            <td>{ratio === null ? '' : `× ${ratio.toFixed(2)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Classes({ classes: outcomes }: Pick<RunComparison, 'classes'>): ReactNode {
  return (
    <table className={classes.compared}>
      <caption>Orders by their outcome</caption>
      <tbody>
        {outcomes.map(({ label, a, b }) => (
          <tr key={label} data-same={a === b || undefined}>
            <th scope="row">{label}</th>
            <td>{formatCount(a)}</td>
            <td>{formatCount(b)}</td>
            <td />
          </tr>
        ))}
      </tbody>
    </table>
  )
}
