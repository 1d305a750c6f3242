import type { ReactNode } from 'react'
import { type FileStats, nullCountAt, statisticAt, statisticLeaves } from '../../../shared/delta/stats.ts'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { formatCount } from '../../ui/format.ts'
import { indentJson } from '../../ui/indent-json.ts'
import { statisticText } from './action-row.ts'
import classes from './version.module.css'

export interface StatsDetailsProps {
  readonly text: string
  /** Absent where the text is no statistics. */
  readonly stats: FileStats | undefined
}

/** Statistics of a file, a line a column, with every digit; text that is no statistics is shown as it is. */
export function StatsDetails({ text, stats }: StatsDetailsProps): ReactNode {
  return (
    <>
      <h2>
        Statistics <CopyIcon value={text} what="the statistics as JSON" />
      </h2>
      {stats ? (
        <StatsTable stats={stats} />
      ) : (
        <p className={classes.issue} data-severity="warning">
          These statistics cannot be read as JSON. Readers go on without them: the file is never skipped.
        </p>
      )}
      <details className={classes.more} open={!stats}>
        <summary>stats as written</summary>
        <pre className={classes.code}>{indentJson(text)}</pre>
      </details>
    </>
  )
}

function StatsTable({ stats }: { readonly stats: FileStats }): ReactNode {
  const columns = columnsOf(stats)
  return (
    <>
      <p className={classes.statsLine}>
        {stats.numRecords === undefined ? 'numRecords missing' : `${formatCount(stats.numRecords)} records in the file`}
        {stats.tightBounds ? '' : ' · bounds are not tight: they hold for the rows before deletion'}
      </p>
      {columns.length > 0 ? (
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
            {columns.map(path => (
              <StatsRow key={path.join('.')} path={path} stats={stats} />
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  )
}

function StatsRow({ path, stats }: { readonly path: readonly string[]; readonly stats: FileStats }): ReactNode {
  const min = statisticAt(stats.minValues, path)
  const max = statisticAt(stats.maxValues, path)
  const nulls = nullCountAt(stats, path)
  return (
    <tr>
      <th scope="row">{path.join('.')}</th>
      <td>{min ? statisticText(min) : '–'}</td>
      <td>{max ? statisticText(max) : '–'}</td>
      <td data-align="end">{nulls === undefined ? '–' : formatCount(nulls)}</td>
    </tr>
  )
}

function columnsOf({ minValues, maxValues, nullCount }: FileStats): (readonly string[])[] {
  const paths = [minValues, maxValues, nullCount].flatMap(part => [...statisticLeaves(part)].map(leaf => leaf.path))
  return [...new Map(paths.map(path => [JSON.stringify(path), path])).values()]
}
