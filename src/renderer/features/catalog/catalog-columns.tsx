import { VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { TableSort } from '../../../shared/contract/tables.ts'
import { formatCount } from '../../ui/format.ts'
import { SparkBars } from '../../ui/spark-bars.tsx'
import { Age, Bytes, Count } from '../../ui/values.tsx'
import type { GridColumn, GridSort } from '../../ui/virtual-grid.tsx'
import classes from './catalog.module.css'
import { MirrorCell } from './mirror-cell.tsx'
import { TableHealth } from './table-health.tsx'
import type { Activities } from './use-activity.ts'

export interface CatalogColumnsInput {
  readonly activities: Activities
  readonly sort: TableSort
  readonly onSort: (by: TableSort['by']) => void
  /** The ids of the tables that are selected to do something with several. */
  readonly picked: ReadonlySet<string>
  readonly onPick: (tableId: string) => void
}

/** What the catalog says of a table. */
export function catalogColumns({
  activities,
  sort,
  onSort,
  picked,
  onPick,
}: CatalogColumnsInput): readonly GridColumn<TableSummary>[] {
  const sorted = (by: TableSort['by']): { readonly sort: GridSort } => ({
    sort: {
      direction: sort.by !== by ? 'none' : sort.descending ? 'descending' : 'ascending',
      onToggle: () => onSort(by),
    },
  })
  return [
    {
      id: 'pick',
      header: <VisuallyHidden>Selected</VisuallyHidden>,
      hint: 'Select several tables, also by x',
      width: '34px',
      cell: ({ tableId, name }) => (
        <input
          type="checkbox"
          className={classes.pick}
          aria-label={`Select ${name}`}
          tabIndex={-1}
          checked={picked.has(tableId)}
          onChange={() => onPick(tableId)}
        />
      ),
    },
    {
      id: 'name',
      header: 'Name',
      width: 'minmax(180px, 3fr)',
      ...sorted('name'),
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
      width: '86px',
      align: 'end',
      ...sorted('head'),
      cell: ({ head }) => (head < 0n ? <span className={classes.none}>none</span> : `v${head}`),
    },
    {
      id: 'last',
      header: 'Last commit',
      width: '124px',
      ...sorted('lastCommit'),
      cell: ({ lastCommit }) => (lastCommit ? <Age at={lastCommit.committedAt} /> : <NoValue />),
    },
    {
      id: 'committer',
      header: 'Committer',
      hint: 'Who made the last commit, and what it was on hover',
      width: 'minmax(84px, 1fr)',
      hideBelow: 1040,
      cell: ({ lastCommit }) =>
        lastCommit ? (
          <span className={classes.quiet} title={`${lastCommit.operation} by ${lastCommit.committer}`}>
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
      width: '84px',
      align: 'end',
      ...sorted('files'),
      cell: ({ head, totalFiles }) => (head < 0n ? <NoValue /> : <Count value={totalFiles} />),
    },
    {
      id: 'size',
      header: 'Size',
      hint: 'Bytes of the live files',
      width: '82px',
      align: 'end',
      ...sorted('bytes'),
      cell: ({ head, totalBytes }) => (head < 0n ? <NoValue /> : <Bytes value={totalBytes} />),
    },
    {
      id: 'rows',
      header: 'Rows',
      hint: 'Rows of the live files; unknown where a file has no statistics',
      width: '80px',
      align: 'end',
      hideBelow: 1140,
      ...sorted('rows'),
      cell: ({ head, totalRows }) =>
        head < 0n || totalRows === null ? (
          <NoValue hint={head < 0n ? undefined : 'A live file has no row count'} />
        ) : (
          <Count short value={totalRows} />
        ),
    },
    {
      id: 'mirror',
      header: 'Mirror',
      hint: 'How far _delta_log is behind the head',
      width: '112px',
      cell: ({ tableId, head }) => {
        const activity = activities.get(tableId)
        return activity ? <MirrorCell activity={activity} head={head} /> : null
      },
    },
    {
      id: 'health',
      header: 'Health',
      hint: 'What every rule says once it was measured at this head, until then what the totals tell; press to measure',
      width: '132px',
      hideBelow: 780,
      cell: table => <TableHealth table={table} />,
    },
    {
      id: 'trend',
      header: 'Last 24 h',
      hint: 'Commits hour by hour',
      width: '118px',
      hideBelow: 898,
      cell: ({ tableId }) => {
        const commits = activities.get(tableId)?.commits
        const sum = commits?.reduce((total, count) => total + count, 0) ?? 0
        return commits ? <SparkBars values={commits} label={`${formatCount(sum)} commits in 24 hours`} /> : null
      },
    },
  ]
}

function NoValue({ hint }: { readonly hint?: string | undefined }) {
  return (
    <span className={classes.none} title={hint}>
      –
    </span>
  )
}
