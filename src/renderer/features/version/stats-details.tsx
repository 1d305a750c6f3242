import type { ReactNode } from 'react'
import type { FileStats } from '../../../shared/delta/stats.ts'
import { ColumnStatistics } from '../../app/column-statistics.tsx'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { formatCount } from '../../ui/format.ts'
import { indentJson } from '../../ui/indent-json.ts'
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
  return (
    <>
      <p className={classes.statsLine}>
        {stats.numRecords === undefined ? 'numRecords missing' : `${formatCount(stats.numRecords)} records in the file`}
        {stats.tightBounds ? '' : ' · bounds are not tight: they hold for the rows before deletion'}
      </p>
      <ColumnStatistics stats={stats} />
    </>
  )
}
