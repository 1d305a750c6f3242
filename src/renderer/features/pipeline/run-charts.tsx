import type { ReactNode } from 'react'
import type { CopyRunReport } from '../../../shared/contract/copies.ts'
import { type ChartLine, RateChart } from '../../ui/rate-chart.tsx'
import { type Gauge, perSecond, rates } from './measures.ts'
import classes from './pipeline.module.css'
import { formatMs, formatRate, formatSpeed } from './run-words.ts'

const HEIGHT = 148

interface RunChartsProps {
  readonly run: CopyRunReport
  readonly other: CopyRunReport | undefined
}

/** Rows and bytes a second along the run, over those of the other one. */
export function RunCharts({ run, other }: RunChartsProps): ReactNode {
  const lines = (gauge: Gauge): ChartLine[] => [
    { name: `#${run.number}`, points: rates(run.samples, gauge), tone: 'main' },
    ...(other ? [{ name: `#${other.number}`, points: rates(other.samples, gauge), tone: 'other' as const }] : []),
  ]
  const server = rates(run.samples, 'serverBytes')
  const bytes: ChartLine[] = other
    ? lines('bytes')
    : [
        { name: 'laid out', points: rates(run.samples, 'bytes'), tone: 'main' },
        ...(server.length > 0 ? [{ name: 'server', points: server, tone: 'second' as const }] : []),
      ]
  return (
    <div className={classes.charts}>
      <RateChart
        title="Rows a second"
        hint="Rows laid out between two looks at the writer, a quarter of a second apart, divided by the time between them."
        lines={lines('rows')}
        summary={summaryOf(run, 'rows', formatRate)}
        height={HEIGHT}
        formatX={formatMs}
        formatY={formatRate}
      />
      <RateChart
        title="Bytes a second"
        hint="Blue: content laid out between two looks. Green: what the server says that it has processed (pg_stat_progress_copy)."
        lines={bytes}
        summary={summaryOf(run, 'bytes', formatSpeed)}
        height={HEIGHT}
        formatX={formatMs}
        formatY={formatSpeed}
      />
    </div>
  )
}

/** What a run does now, or has done from its beginning to its end. */
function summaryOf(run: CopyRunReport, gauge: 'rows' | 'bytes', format: (perSecond: number) => string): string {
  const mean = `${format(perSecond(run[gauge], run.wallMs))} on average`
  if (run.state !== 'running') return mean
  return `${format(rates(run.samples, gauge).at(-1)?.y ?? 0)} now · ${mean}`
}
