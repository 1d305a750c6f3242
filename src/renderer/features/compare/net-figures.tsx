import type { ReactNode } from 'react'
import {
  formatBytes,
  formatCount,
  formatShortCount,
  formatSignedBytes,
  formatSignedCount,
  formatSignedShortCount,
} from '../../ui/format.ts'
import classes from './compare.module.css'

export interface NetFiguresProps {
  /** Each before and after. */
  readonly files: readonly [bigint, bigint]
  readonly bytes: readonly [bigint, bigint]
  /** Null where a live file does not say. */
  readonly rows: readonly [bigint | null, bigint | null]
}

/** What two states differ by in files, bytes and rows. */
export function NetFigures({ files, bytes, rows: [rowsBefore, rowsAfter] }: NetFiguresProps): ReactNode {
  const rows = rowsBefore === null || rowsAfter === null ? undefined : rowsAfter - rowsBefore
  return (
    <dl>
      <div>
        <dt>Files</dt>
        <dd>{formatSignedCount(files[1] - files[0])}</dd>
        <dd className={classes.total}>
          {formatCount(files[0])} → {formatCount(files[1])}
        </dd>
      </div>
      <div>
        <dt>Size</dt>
        <dd>{formatSignedBytes(bytes[1] - bytes[0])}</dd>
        <dd className={classes.total}>
          {formatBytes(bytes[0])} → {formatBytes(bytes[1])}
        </dd>
      </div>
      <div>
        <dt>Rows</dt>
        <dd>{rows === undefined ? 'unknown' : formatSignedShortCount(rows)}</dd>
        <dd className={classes.total}>
          {rows === undefined
            ? 'not every file says'
            : `${formatShortCount(rowsBefore ?? 0n)} → ${formatShortCount(rowsAfter ?? 0n)}`}
        </dd>
      </div>
    </dl>
  )
}
