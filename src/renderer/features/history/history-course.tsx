import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { overviewQuery } from '../../api/history-queries.ts'
import { growthQuery } from '../../api/queries.ts'
import { Curve } from '../../ui/curve.tsx'
import { formatBytes, formatCount, formatShortCount, formatTime } from '../../ui/format.ts'
import { Age, Bytes, Count } from '../../ui/values.tsx'
import classes from './history.module.css'
import type { VersionRange } from './history-address.ts'
import { OverviewStrip } from './overview-strip.tsx'

/** As many points as a wide screen can tell apart. */
const GROWTH_POINTS = 300
export const BUCKETS = 240
const HEIGHT = 58

const COURSES = [
  { value: 'activity', label: 'Commits over time' },
  { value: 'bytes', label: 'Size' },
  { value: 'files', label: 'Files' },
  { value: 'rows', label: 'Rows' },
] as const
type CourseKind = (typeof COURSES)[number]['value']

export interface HistoryCourseProps {
  readonly table: TableSummary
  readonly inSight: VersionRange
  readonly at: bigint
  readonly range: VersionRange | undefined
  readonly onSeek: (version: bigint) => void
  readonly onRange: (range: VersionRange | undefined) => void
  /** Whether the picture is read already, or waits for what people look at first. */
  readonly isDue: boolean
  /** What the picture shows, as the address has it. */
  readonly course: string | undefined
  readonly onCourse: (course: string) => void
}

/** What the table has come to and how it got there; the picture is also the way to any version and any stretch of them. */
export function HistoryCourse(props: HistoryCourseProps): ReactNode {
  const { table, inSight, at, range, onSeek, onRange, isDue } = props
  const shown: CourseKind = COURSES.find(({ value }) => value === props.course)?.value ?? 'activity'
  const { data: overview } = useQuery({ ...overviewQuery(table.tableId, BUCKETS), enabled: isDue })
  return (
    <section className={classes.head} aria-label="The course of the table">
      <dl className={classes.stats}>
        <Stat label="Files" value={<Count value={table.totalFiles} />} />
        <Stat label="Size" value={<Bytes value={table.totalBytes} />} />
        <Stat label="Rows" value={table.totalRows === null ? '–' : <Count short value={table.totalRows} />} />
        <Stat label="Last commit" value={table.lastCommit ? <Age at={table.lastCommit.committedAt} /> : '–'} />
      </dl>
      <div className={classes.growth}>
        <fieldset className={classes.shown} aria-label="What the picture shows">
          {COURSES.map(({ value, label }) => (
            <button key={value} type="button" aria-pressed={shown === value} onClick={() => props.onCourse(value)}>
              {label}
            </button>
          ))}
        </fieldset>
        {shown !== 'activity' ? (
          <GrowthCurve table={table} shown={shown} inSight={inSight} at={at} onSeek={onSeek} />
        ) : overview ? (
          <OverviewStrip
            overview={overview}
            height={HEIGHT}
            inSight={inSight}
            at={at}
            range={range}
            onSeek={onSeek}
            onRange={onRange}
          />
        ) : (
          <div style={{ height: HEIGHT }} />
        )}
      </div>
    </section>
  )
}

interface GrowthCurveProps extends Pick<HistoryCourseProps, 'table' | 'inSight' | 'at' | 'onSeek'> {
  readonly shown: Exclude<CourseKind, 'activity'>
}

const CURVE_LABELS = {
  bytes: 'Size of the table over its versions',
  files: 'Live files over the versions',
  rows: 'Rows over the versions; without those where a file does not say',
} as const

function GrowthCurve({ table, shown, inSight, at, onSeek }: GrowthCurveProps): ReactNode {
  const { data: growth = [] } = useQuery(growthQuery(table.tableId, GROWTH_POINTS))
  const values = { bytes: 'totalBytes', files: 'totalFiles', rows: 'totalRows' } as const
  const known = growth.filter(point => point[values[shown]] !== null)
  const byVersion = new Map(known.map(point => [Number(point.version), point]))
  if (growth.length > 0 && known.length === 0) {
    return (
      <p className={classes.unknownRows} style={{ height: HEIGHT }}>
        A live file does not say how many rows it holds, so no version knows its rows.
      </p>
    )
  }
  return (
    <Curve
      label={CURVE_LABELS[shown]}
      height={HEIGHT}
      points={known.map(point => ({ x: Number(point.version), y: Number(point[values[shown]]) }))}
      inSight={{ from: Number(inSight.from), to: Number(inSight.to) }}
      at={Number(at)}
      wordsFor={({ x }) => {
        const point = byVersion.get(x)
        if (!point) return `v${x}`
        const rows = point.totalRows === null ? '' : ` · ${formatShortCount(point.totalRows)} rows`
        return `v${x} · ${formatTime(point.committedAt)} · ${formatCount(point.totalFiles)} files · ${formatBytes(point.totalBytes)}${rows}`
      }}
      onSeek={x => onSeek(BigInt(x))}
    />
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
