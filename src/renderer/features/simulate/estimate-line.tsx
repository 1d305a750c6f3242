import { useDebouncedValue } from '@mantine/hooks'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Estimate, RunWish } from '../../../shared/contract/simulations.ts'
import { readFailure } from '../../api/failure.ts'
import { estimateQuery } from '../../api/simulations.ts'
import { formatCount, formatDuration, formatShortCount } from '../../ui/format.ts'
import { RefusalNote } from './refusal-note.tsx'
import classes from './simulate.module.css'

const TYPING_MS = 250

/** What a run would take, asked a moment after it was last changed. */
export function useEstimate(wish: RunWish, isEnabled: boolean): UseQueryResult<Estimate> {
  const [settled] = useDebouncedValue(wish, TYPING_MS)
  return useQuery({ ...estimateQuery(settled), enabled: isEnabled, placeholderData: before => before })
}

/** Orders, connections and time, or why it cannot be run. */
export function EstimateLine({ estimate }: { readonly estimate: UseQueryResult<Estimate> }): ReactNode {
  const { data, error } = estimate
  if (data?.refusal) return <RefusalNote {...data.refusal} />
  if (error) return <p className={classes.estimate}>It could not be estimated: {readFailure(error).detail}</p>
  if (!data) return <p className={classes.estimate}>Estimating …</p>
  const { writers, connections, connectionsFree, ms } = data
  return (
    <p className={classes.estimate} data-sampled={data.isSampled || undefined}>
      <span>{ordersText(data)}</span>
      <span>
        {writers === 1 ? 'one writer' : `${writers} writers`}, {connections} connections
        {connectionsFree === null ? '' : ` of ${formatCount(connectionsFree)} that the server still has`}
      </span>
      {ms === null ? null : <span>about {formatDuration(ms)}</span>}
    </p>
  )
}

function ordersText({ orders, distinct, runs, isSampled }: Estimate): string {
  if (orders === null || distinct === null) return runs === null || runs === 1 ? 'One run' : `${formatCount(runs)} runs`
  const all = `${bigText(orders)} orders of steps, of which ${bigText(distinct)} can differ`
  return isSampled
    ? `${all}: ${formatCount(runs ?? 0)} of them are drawn by the seed`
    : `${all}: every one of these is run`
}

/** Orders soon are more than anybody can read. */
function bigText(count: bigint): string {
  return count < 1_000_000n
    ? formatCount(count)
    : count < 10n ** 15n
      ? formatShortCount(count)
      : `10^${String(count).length - 1}`
}
