import { Link } from '@tanstack/react-router'
import { type PartitionNames, partitionText } from '../../app/partition-text.ts'
import { formatSignedShortCount } from '../../ui/format.ts'
import { PathText } from '../../ui/path-text.tsx'
import { Bytes } from '../../ui/values.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { CHANGE_SIGNS, CHANGE_WORDS, type ChangeRow } from './change-row.ts'
import classes from './compare.module.css'

/** Columns of files that differ; the server sends them by difference in bytes. Without a table versions are no links. */
export function changeColumns(table: string | undefined, names: PartitionNames): GridColumn<ChangeRow>[] {
  return [
    {
      id: 'kind',
      header: '',
      width: '34px',
      align: 'center',
      cell: ({ kind }) => (
        <span className={classes.sign} data-kind={kind} title={CHANGE_WORDS[kind]}>
          {CHANGE_SIGNS[kind]}
        </span>
      ),
    },
    { id: 'path', header: 'File', width: 'minmax(150px, 1fr)', cell: ({ path }) => <PathText path={path} /> },
    ...(names.size > 0
      ? [
          {
            id: 'partition',
            header: 'Partition',
            width: 'minmax(110px, 0.45fr)',
            hideBelow: 620,
            cell: ({ before, after }: ChangeRow) => partitionText((after ?? before)?.partition ?? {}, names),
          },
        ]
      : []),
    {
      id: 'bytes',
      header: 'Δ size',
      hint: 'The largest differences come first',
      width: '92px',
      align: 'end',
      cell: ({ deltaBytes }) => (
        <span className={classes.delta} data-sign={deltaBytes > 0n ? '+' : deltaBytes < 0n ? '-' : undefined}>
          <Bytes value={deltaBytes} signed />
        </span>
      ),
    },
    {
      id: 'rows',
      header: 'Δ rows',
      width: '84px',
      hideBelow: 480,
      align: 'end',
      cell: ({ deltaRows }) => (deltaRows === undefined ? '–' : formatSignedShortCount(deltaRows)),
    },
    {
      id: 'version',
      header: 'In',
      hint: 'The version that made the newest difference',
      width: '78px',
      align: 'end',
      cell: ({ version }) =>
        table === undefined ? (
          `v${version}`
        ) : (
          <Link
            to="/t/$name/v/$version"
            params={{ name: table, version: `${version}` }}
            className={classes.link ?? ''}
            tabIndex={-1}
          >
            v{`${version}`}
          </Link>
        ),
    },
  ]
}
