import type { ReactNode } from 'react'
import type { Measures } from '../../../../shared/contract/simulation-results.ts'
import { formatCount } from '../../../ui/format.ts'
import { formatMs, formatShare } from '../words.ts'
import { EndingBar } from './ending-bar.tsx'
import classes from './results.module.css'

/** What a free run measured, in one line of tiles, and how its commits ended. */
export function MeasuresStrip({ measures }: { readonly measures: Measures }): ReactNode {
  const { commits, attempts, commitsPerSecond, conflictRate, lockWaitShare, latencyMs, ms, endings } = measures
  return (
    <div className={classes.measures}>
      <dl className={classes.tiles} aria-label="Measures">
        <Tile
          name="Commits"
          value={formatCount(commits)}
          note={`in ${formatMs(ms)}, ${formatCount(attempts)} attempts`}
        />
        <Tile name="Commits a second" value={rateText(commitsPerSecond)} note="of all writers together" />
        <Tile name="Lost attempts" value={formatShare(conflictRate)} note="of all attempts" />
        <Tile name="Waiting for locks" value={formatShare(lockWaitShare)} note="of the time in commits" />
        <Tile
          name="Latency"
          value={latencyMs ? formatMs(latencyMs.p50) : '–'}
          note={
            latencyMs
              ? `p95 ${formatMs(latencyMs.p95)} · p99 ${formatMs(latencyMs.p99)} · max ${formatMs(latencyMs.max)}`
              : 'nothing was committed'
          }
        />
      </dl>
      <EndingBar endings={endings} />
    </div>
  )
}

export function Tile({
  name,
  value,
  note,
}: {
  readonly name: string
  readonly value: string
  readonly note: string
}): ReactNode {
  return (
    <div className={classes.tile}>
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd className={classes.tileNote} title={note}>
        {note}
      </dd>
    </div>
  )
}

export function rateText(perSecond: number): string {
  return perSecond >= 99.5 ? formatCount(Math.round(perSecond)) : perSecond.toPrecision(3)
}
