import { Link } from '@tanstack/react-router'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { Age, Bytes, Count } from '../../ui/values.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import classes from './catalog.module.css'

/** What the catalog says of a table. */
export const CATALOG_COLUMNS: readonly GridColumn<TableSummary>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(180px, 1.8fr)',
    cell: table => (
      <Link
        to="/t/$name/history"
        params={{ name: table.name }}
        className={classes.name}
        tabIndex={-1}
        title={table.location ?? table.name}
      >
        {table.name}
      </Link>
    ),
  },
  {
    id: 'head',
    header: 'Head',
    hint: 'The newest version',
    width: '88px',
    align: 'end',
    cell: ({ head }) => (head < 0n ? <span className={classes.none}>none</span> : `v${head}`),
  },
  {
    id: 'last',
    header: 'Last commit',
    width: '112px',
    cell: ({ lastCommit }) => (lastCommit ? <Age at={lastCommit.committedAt} /> : <NoValue />),
  },
  {
    id: 'operation',
    header: 'Operation',
    width: 'minmax(130px, 1.2fr)',
    cell: ({ lastCommit }) =>
      lastCommit ? <span title={lastCommit.operation}>{lastCommit.operation}</span> : <NoValue />,
  },
  {
    id: 'committer',
    header: 'Committer',
    width: 'minmax(100px, 1.2fr)',
    cell: ({ lastCommit }) =>
      lastCommit ? (
        <span className={classes.quiet} title={lastCommit.committer}>
          {lastCommit.committer}
        </span>
      ) : (
        <NoValue />
      ),
  },
  {
    id: 'files',
    header: 'Files',
    hint: 'Live files at the head',
    width: '88px',
    align: 'end',
    cell: ({ head, totalFiles }) => (head < 0n ? <NoValue /> : <Count value={totalFiles} />),
  },
  {
    id: 'size',
    header: 'Size',
    hint: 'Bytes of the live files',
    width: '88px',
    align: 'end',
    cell: ({ head, totalBytes }) => (head < 0n ? <NoValue /> : <Bytes value={totalBytes} />),
  },
  {
    id: 'rows',
    header: 'Rows',
    hint: 'Rows of the live files; unknown where a file has no statistics',
    width: '88px',
    align: 'end',
    cell: ({ head, totalRows }) =>
      head < 0n ? (
        <NoValue />
      ) : totalRows === null ? (
        <NoValue hint="A live file has no row count" />
      ) : (
        <Count short value={totalRows} />
      ),
  },
]

function NoValue({ hint }: { readonly hint?: string }) {
  return (
    <span className={classes.none} title={hint}>
      –
    </span>
  )
}
