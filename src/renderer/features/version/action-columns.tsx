import { IconEraser } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { type ActionSort, actionSortSchema } from '../../../shared/contract/arranged-actions.ts'
import type { ActionOrder } from '../../api/action-queries.ts'
import { formatCount } from '../../ui/format.ts'
import { PathText } from '../../ui/path-text.tsx'
import { Bytes, Count } from '../../ui/values.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { type ActionRow, boundsOf } from './action-row.ts'
import classes from './version.module.css'

export interface ActionColumnsInput {
  /** Rows that are known. */
  readonly rows: readonly ActionRow[]
  readonly total: number
  readonly bounded: string | undefined
  readonly order: ActionOrder
  readonly onSort: (sort: ActionSort) => void
}

/** The columns that say something for these rows: what no action has gets no column. */
export function actionColumns({ rows, total, bounded, order, onSort }: ActionColumnsInput): GridColumn<ActionRow>[] {
  return columnsFor(rows, total, bounded).map(column => {
    const sort = actionSortSchema.safeParse(column.id).data
    if (sort === undefined) return column
    const direction = sort !== order.sort ? 'none' : order.descending ? 'descending' : 'ascending'
    return { ...column, sort: { direction, onToggle: () => onSort(sort) } }
  })
}

function columnsFor(rows: readonly ActionRow[], total: number, bounded: string | undefined): GridColumn<ActionRow>[] {
  const some = (has: (row: ActionRow) => boolean) => rows.some(has)
  return [
    {
      id: 'ordinal',
      header: '#',
      width: `${34 + 8 * Math.max(3, formatCount(total).length)}px`,
      align: 'end',
      cell: row => <Ordinal row={row} />,
    },
    {
      id: 'kind',
      header: 'Action',
      width: `${44 + 8 * Math.max(8, ...rows.map(({ kind }) => kind.length))}px`,
      cell: row => <Kind row={row} />,
    },
    { id: 'subject', header: 'Path or subject', width: 'minmax(150px, 1fr)', cell: row => <Subject row={row} /> },
    ...(some(row => row.size !== undefined) ? [SIZE] : []),
    ...(some(row => row.rows !== undefined) ? [ROWS] : []),
    ...(some(row => row.partition !== undefined) ? [PARTITION] : []),
    ...(bounded === undefined ? [] : boundsColumns(bounded)),
    ...(some(row => row.deletedRows !== undefined) ? [DELETED] : []),
    ...(some(row => row.dataChange !== undefined) ? [DATA_CHANGE] : []),
  ]
}

const PARTITION: GridColumn<ActionRow> = {
  id: 'partition',
  header: 'Partition',
  hideBelow: 560,
  width: 'minmax(132px, 0.4fr)',
  cell: row => (row.partition === undefined ? <None /> : <span title={row.partition}>{row.partition}</span>),
}
const SIZE: GridColumn<ActionRow> = {
  id: 'size',
  header: 'Size',
  width: '78px',
  align: 'end',
  cell: row => (row.size === undefined ? <None /> : <Bytes value={row.size} />),
}
const ROWS: GridColumn<ActionRow> = {
  id: 'rows',
  header: 'Rows',
  hint: 'Rows that a reader sees: numRecords of the statistics minus the rows that a deletion vector hides',
  width: '84px',
  align: 'end',
  hideBelow: 500,
  cell: row => (row.rows === undefined ? <None /> : <Count value={row.rows} />),
}
const DELETED: GridColumn<ActionRow> = {
  id: 'deleted',
  header: 'DV',
  hint: 'Rows that a deletion vector hides',
  width: '72px',
  align: 'end',
  cell: row =>
    row.deletedRows === undefined ? (
      <None />
    ) : (
      <span className={classes.deleted} title={`A deletion vector hides ${formatCount(row.deletedRows)} rows`}>
        <IconEraser size={12} aria-hidden="true" /> {formatCount(row.deletedRows)}
      </span>
    ),
}
const DATA_CHANGE: GridColumn<ActionRow> = {
  id: 'dataChange',
  header: 'Data',
  hint: 'dataChange: false means that the rows were only rewritten, as by OPTIMIZE',
  width: '92px',
  hideBelow: 700,
  cell: row => (row.dataChange === undefined ? <None /> : row.dataChange ? 'changed' : <i>same rows</i>),
}

function boundsColumns(column: string): GridColumn<ActionRow>[] {
  const sides = ['min', 'max'] as const
  return sides.map(side => ({
    id: side,
    header: `${side} ${column}`,
    hint: `${side === 'min' ? 'Smallest' : 'Largest'} value of ${column} by the file’s statistics`,
    width: 'minmax(96px, 0.25fr)',
    hideBelow: 800,
    cell: row => {
      const bound = boundsOf(row, column)?.[side]
      return bound === undefined ? <None /> : <span title={bound}>{bound}</span>
    },
  }))
}

function Ordinal({ row }: { readonly row: ActionRow }): ReactNode {
  return <span className={classes.ordinal}>{formatCount(row.ordinal + 1)}</span>
}

function Kind({ row }: { readonly row: ActionRow }): ReactNode {
  return (
    <span className={classes.kind} data-kind={row.action ? row.kind : 'unreadable'}>
      {row.action ? row.kind : 'unreadable'}
    </span>
  )
}

function Subject({ row }: { readonly row: ActionRow }): ReactNode {
  return row.isPath ? <PathText path={row.subject} /> : <span title={row.subject}>{row.subject}</span>
}

function None(): ReactNode {
  return <span className={classes.none}>–</span>
}
