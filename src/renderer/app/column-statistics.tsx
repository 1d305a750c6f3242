import type { ReactNode } from 'react'
import { type FileStats, nullCountAt, statisticAt, statisticLeaves } from '../../shared/delta/stats.ts'
import { formatCount } from '../ui/format.ts'
import classes from './column-statistics.module.css'
import { statisticText } from './statistic-text.ts'

/** Minimum, maximum and nulls of each column that the statistics of a file name; `children` where they name none. */
export function ColumnStatistics({
  stats,
  children,
}: {
  readonly stats: FileStats
  readonly children?: ReactNode
}): ReactNode {
  const columns = columnsOf(stats)
  if (columns.length === 0) return children
  return (
    <table className={classes.stats}>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Min</th>
          <th scope="col">Max</th>
          <th scope="col" data-align="end">
            Nulls
          </th>
        </tr>
      </thead>
      <tbody>
        {columns.map(path => {
          const nulls = nullCountAt(stats, path)
          return (
            <tr key={JSON.stringify(path)}>
              <th scope="row">{path.join('.')}</th>
              <td>{statisticText(statisticAt(stats.minValues, path))}</td>
              <td>{statisticText(statisticAt(stats.maxValues, path))}</td>
              <td data-align="end">{nulls === undefined ? '–' : formatCount(nulls)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function columnsOf({ minValues, maxValues, nullCount }: FileStats): (readonly string[])[] {
  const paths = [minValues, maxValues, nullCount].flatMap(part => [...statisticLeaves(part)].map(leaf => leaf.path))
  return [...new Map(paths.map(path => [JSON.stringify(path), path])).values()]
}
