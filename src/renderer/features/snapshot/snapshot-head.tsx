import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { growthQuery } from '../../api/queries.ts'
import { Curve } from '../../ui/curve.tsx'
import { formatBytes, formatCount, formatTime } from '../../ui/format.ts'
import { Bytes, Count, Time } from '../../ui/values.tsx'
import classes from './snapshot.module.css'
import type { SnapshotProps } from './snapshot-desk.tsx'

/** As many points as a wide screen can tell apart. */
const GROWTH_POINTS = 300
const HEIGHT = 58
/** Scrubbing passes many versions; only the one where it rests is read. */
const REST_MS = 120

/** What the table amounted to at the version, by one row of the ledger, and the slider to any other. */
export function SnapshotHead(props: SnapshotProps & { readonly onSeek: (version: bigint) => void }): ReactNode {
  const { table, version, summary, onSeek } = props
  const { data: growth = [] } = useQuery(growthQuery(table.tableId, GROWTH_POINTS))
  const [passing, setPassing] = useState<bigint>()
  const rest = useDebouncedCallback((at: bigint) => {
    setPassing(undefined)
    onSeek(at)
  }, REST_MS)
  const at = passing ?? version
  const byVersion = new Map(growth.map(point => [Number(point.version), point]))
  return (
    <section
      className={classes.head}
      aria-label={`The table at v${summary.version}`}
      data-stale={at !== summary.version || undefined}
    >
      <dl className={classes.stats}>
        <Stat label="Files" value={<Count value={summary.totalFiles} />} />
        <Stat label="Size" value={<Bytes value={summary.totalBytes} />} />
        <Stat
          label="Rows"
          value={
            summary.totalRows === null ? (
              <span title="Not every file says how many rows it holds">unknown</span>
            ) : (
              <Count short value={summary.totalRows} />
            )
          }
        />
        <Stat label={`${summary.operation} committed`} value={<Time at={summary.committedAt} />} />
      </dl>
      <div className={classes.scrubber}>
        <p className={classes.scrubberTitle}>
          <b>v{`${at}`}</b> of {formatCount(table.head)}
          {table.head === 0n ? ' · the only version' : ''}
          {at === table.head ? '' : ` · ${formatCount(table.head - at)} before the head`}
        </p>
        {growth.length < 2 ? null : (
          <Curve
            label="Version to look at, over the size of the table"
            height={HEIGHT}
            points={growth.map(point => ({ x: Number(point.version), y: Number(point.totalBytes) }))}
            inSight={{ from: Number(at), to: Number(at) }}
            at={Number(at)}
            wordsFor={({ x }) => {
              const point = byVersion.get(x)
              if (!point) return `v${x}`
              return `v${x} · ${formatTime(point.committedAt)} · ${formatCount(point.totalFiles)} files · ${formatBytes(point.totalBytes)}`
            }}
            onSeek={x => {
              setPassing(BigInt(x))
              rest(BigInt(x))
            }}
          />
        )}
      </div>
    </section>
  )
}

function Stat({ label, value }: { readonly label: string; readonly value: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}
