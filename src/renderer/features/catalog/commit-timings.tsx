import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Percentiles } from '../../../shared/contract/timings-contract.ts'
import { commitTimingsQuery } from '../../api/catalog-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { formatMs } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Age } from '../../ui/values.tsx'
import classes from './inspector.module.css'

/** Where attempts to commit to a table from this computer spent their time, step by step. */
export function CommitTimings({ tableId }: { readonly tableId: string }): ReactNode {
  const { data, error, refetch } = useQuery(commitTimingsQuery(tableId))
  if (error && !data) return <FailureCard error={error} onRetry={refetch} />
  if (!data) return <Loading what="the times of commits" />
  const { since, whole, steps, outcomes } = data
  if (since === null) return <p className={classes.quiet}>Nobody has tried to commit to it from here.</p>
  return (
    <>
      <table className={classes.timings}>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <th scope="col">p99</th>
            <th scope="col">Slowest</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(step => (
            <Spent key={step.step} name={step.step} spent={step} />
          ))}
          <Spent name="all" spent={whole} />
        </tbody>
      </table>
      <p className={classes.timed}>
        {whole.attempts.toLocaleString('en-US')} {whole.attempts === 1 ? 'attempt' : 'attempts'} (
        {Object.entries(outcomes)
          .map(([outcome, times]) => `${times} ${outcome}`)
          .join(', ')}
        ), the oldest <Age at={since} />.
      </p>
    </>
  )
}

function Spent({ name, spent }: { readonly name: string; readonly spent: Percentiles }): ReactNode {
  const { attempts, p50Ms, p95Ms, p99Ms, maxMs } = spent
  return (
    <tr>
      <th scope="row" title={`${attempts} attempts`}>
        {name}
      </th>
      <td>{formatMs(p50Ms)}</td>
      <td>{formatMs(p95Ms)}</td>
      <td>{formatMs(p99Ms)}</td>
      <td>{formatMs(maxMs)}</td>
    </tr>
  )
}
