import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { MirrorPace } from '../../../shared/contract/mirror-details.ts'
import { paceQuery } from '../../api/mirrors.ts'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { SparkBars } from '../../ui/spark-bars.tsx'
import classes from './mirror.module.css'

const MINUTE_MS = 60_000

interface PaceStripProps {
  readonly tableId?: string | undefined
  readonly lagLimitMs: number
}

/** How publishing went in the last quarter of an hour: lag against its limit, versions, and failures. */
export function PaceStrip({ tableId, lagLimitMs }: PaceStripProps): ReactNode {
  const { data } = useQuery(paceQuery(tableId))
  return (
    <dl className={classes.pace} aria-label="The last 15 minutes">
      <LagCard pace={data} lagLimitMs={lagLimitMs} />
      <div>
        <dt title="Versions that reached their target in the last 15 minutes">Published</dt>
        <dd>
          {formatCount(sum(data, 'published'))} <small>{rateText(data)}</small>
        </dd>
        <Bars pace={data} of={bucket => bucket.published} label="versions published" />
      </div>
      <div data-tone={sum(data, 'failed') > 0 ? 'bad' : undefined}>
        <dt title="Attempts that failed in the last 15 minutes">Failed attempts</dt>
        <dd>{formatCount(sum(data, 'failed'))}</dd>
        <Bars pace={data} of={bucket => bucket.failed} label="attempts failed" />
      </div>
    </dl>
  )
}

function LagCard({
  pace,
  lagLimitMs,
}: {
  readonly pace: MirrorPace | undefined
  readonly lagLimitMs: number
}): ReactNode {
  const { lagP50Ms = null, lagP99Ms = null } = pace ?? {}
  const isLate = lagP99Ms !== null && lagP99Ms > lagLimitMs
  const measured = pace?.buckets.filter(({ lagP99Ms: lag }) => lag !== null) ?? []
  const good = measured.filter(({ lagP99Ms: lag }) => (lag ?? 0) <= lagLimitMs).length
  return (
    <div data-tone={isLate ? 'bad' : undefined}>
      <dt title="From commit to publication, of what was published in the last 15 minutes">
        Lag, objective {formatDuration(lagLimitMs)}
      </dt>
      <dd>
        {lagP50Ms === null ? '–' : formatDuration(lagP50Ms)}
        <small>
          {lagP99Ms === null
            ? 'nothing was published'
            : `median · p99 ${formatDuration(lagP99Ms)} · met in ${good} of ${measured.length}`}
        </small>
      </dd>
      <Bars pace={pace} of={bucket => Math.round(bucket.lagP99Ms ?? 0)} label="milliseconds of lag, 99th percentile" />
    </div>
  )
}

function Bars({
  pace,
  of,
  label,
}: {
  readonly pace: MirrorPace | undefined
  readonly of: (bucket: MirrorPace['buckets'][number]) => number
  readonly label: string
}): ReactNode {
  const values = pace?.buckets.map(of) ?? []
  return (
    <dd className={classes.bars}>
      <SparkBars values={values} label={`${label}, each bar half a minute: ${values.join(', ')}`} />
    </dd>
  )
}

function sum(pace: MirrorPace | undefined, what: 'published' | 'failed'): number {
  return pace?.buckets.reduce((total, bucket) => total + bucket[what], 0) ?? 0
}

/** Of the last minute. */
function rateText(pace: MirrorPace | undefined): string {
  if (!pace) return ''
  const last = pace.buckets.slice(-Math.round(MINUTE_MS / pace.bucketMs))
  const published = last.reduce((total, bucket) => total + bucket.published, 0)
  return `${formatCount(published)} in the last minute`
}
