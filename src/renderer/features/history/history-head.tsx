import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { growthQuery } from '../../api/queries.ts'
import { Curve } from '../../ui/curve.tsx'
import { formatBytes, formatCount, formatTime } from '../../ui/format.ts'
import { Age, Bytes, Count } from '../../ui/values.tsx'
import classes from './history.module.css'

/** As many points as a wide screen can tell apart. */
export const GROWTH_POINTS = 300
const HEIGHT = 58

const CURVES = [
  { value: 'bytes', label: 'Size over versions' },
  { value: 'files', label: 'Files over versions' },
] as const

export interface HistoryHeadProps {
  readonly table: TableSummary
  readonly inSight: { readonly newest: bigint; readonly oldest: bigint }
  readonly at: bigint
  readonly onSeek: (version: bigint) => void
}

/** What the table has come to, and the curve of how it got there; the curve is also the way to any version. */
export function HistoryHead({ table, inSight, at, onSeek }: HistoryHeadProps): ReactNode {
  const [shown, setShown] = useState<(typeof CURVES)[number]['value']>('bytes')
  const { data: growth = [] } = useQuery(growthQuery(table.tableId, GROWTH_POINTS))
  const byVersion = new Map(growth.map(point => [Number(point.version), point]))
  return (
    <section className={classes.head} aria-label="The table at its head">
      <dl className={classes.stats}>
        <Stat label="Files" value={<Count value={table.totalFiles} />} />
        <Stat label="Size" value={<Bytes value={table.totalBytes} />} />
        <Stat label="Rows" value={table.totalRows === null ? '–' : <Count short value={table.totalRows} />} />
        <Stat label="Last commit" value={table.lastCommit ? <Age at={table.lastCommit.committedAt} /> : '–'} />
      </dl>
      <div className={classes.growth}>
        <fieldset className={classes.shown} aria-label="What the curve shows">
          {CURVES.map(({ value, label }) => (
            <button key={value} type="button" aria-pressed={shown === value} onClick={() => setShown(value)}>
              {label}
            </button>
          ))}
        </fieldset>
        <Curve
          label={shown === 'bytes' ? 'Size of the table over its versions' : 'Live files over the versions'}
          height={HEIGHT}
          points={growth.map(point => ({
            x: Number(point.version),
            y: Number(shown === 'bytes' ? point.totalBytes : point.totalFiles),
          }))}
          inSight={{ from: Number(inSight.oldest), to: Number(inSight.newest) }}
          at={Number(at)}
          wordsFor={({ x }) => {
            const point = byVersion.get(x)
            if (!point) return `v${x}`
            return `v${x} · ${formatTime(point.committedAt)} · ${formatCount(point.totalFiles)} files · ${formatBytes(point.totalBytes)}`
          }}
          onSeek={x => onSeek(BigInt(x))}
        />
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
