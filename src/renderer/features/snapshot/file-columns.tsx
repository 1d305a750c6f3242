import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { FileSort } from '../../../shared/contract/snapshots.ts'
import type { FileOrder } from '../../api/snapshot-queries.ts'
import type { ShownFile } from '../../app/add-file.ts'
import { type PartitionNames, partitionText } from '../../app/partition-text.ts'
import { formatCount } from '../../ui/format.ts'
import { PathText } from '../../ui/path-text.tsx'
import { Age, Bytes, Count } from '../../ui/values.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import classes from './snapshot.module.css'

export interface FileColumnsProps {
  readonly table: string
  readonly names: PartitionNames
  readonly order: FileOrder
  readonly onSort: (sort: FileSort) => void
}

const EVERY_FILE = 'The server looks at every live file of the version to sort by it'

/** Columns of live files; the headers set the order in which the server sends them. */
export function fileColumns({ table, names, order, onSort }: FileColumnsProps): GridColumn<ShownFile>[] {
  const header = (sort: FileSort, title: string) => (
    <SortButton
      title={title}
      direction={order.sort === sort ? (order.descending ? 'desc' : 'asc') : undefined}
      onClick={() => onSort(sort)}
    />
  )
  return [
    {
      id: 'path',
      header: header('path', 'Path'),
      hint: EVERY_FILE,
      width: 'minmax(190px, 1fr)',
      cell: ({ path }) => <PathText path={path} />,
    },
    ...(names.size > 0 ? [partitionColumn(names, header('partition', 'Partition'))] : []),
    {
      id: 'size',
      header: header('size', 'Size'),
      hint: EVERY_FILE,
      width: '82px',
      align: 'end',
      cell: ({ add }) => (add ? <Bytes value={add.size} /> : <None />),
    },
    {
      id: 'rows',
      header: header('rows', 'Rows'),
      hint: `Rows that a reader sees. ${EVERY_FILE}`,
      width: '88px',
      align: 'end',
      hideBelow: 470,
      cell: file => <Rows file={file} />,
    },
    {
      id: 'added',
      header: header('added', 'Added in'),
      hint: 'The version that added the file; this order follows an index',
      width: '98px',
      align: 'end',
      cell: ({ version }) => (
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
    {
      id: 'modified',
      header: header('modified', 'Written'),
      hint: `The modification time that the log names. ${EVERY_FILE}`,
      width: '104px',
      hideBelow: 760,
      cell: ({ add }) => (add ? <Age at={Number(add.modificationTime)} /> : <None />),
    },
  ]
}

function partitionColumn(names: PartitionNames, header: ReactNode): GridColumn<ShownFile> {
  return {
    id: 'partition',
    header,
    hint: EVERY_FILE,
    width: 'minmax(120px, 0.45fr)',
    hideBelow: 600,
    cell: ({ partition }) => {
      const text = partitionText(partition, names)
      return text === '' ? <None /> : <span title={text}>{text}</span>
    },
  }
}

function Rows({ file: { rows, add } }: { readonly file: ShownFile }): ReactNode {
  if (rows === undefined) return <None />
  const hidden = add?.deletionVector?.cardinality
  return hidden === undefined ? (
    <Count value={rows} />
  ) : (
    <span className={classes.withVector} title={`A deletion vector hides ${formatCount(hidden)} rows`}>
      {formatCount(rows)}
    </span>
  )
}

interface SortButtonProps {
  readonly title: string
  readonly direction: 'asc' | 'desc' | undefined
  readonly onClick: () => void
}

export function SortButton({ title, direction, onClick }: SortButtonProps): ReactNode {
  const Arrow = direction === 'asc' ? IconArrowUp : IconArrowDown
  const state = direction === undefined ? '' : direction === 'asc' ? ', ascending' : ', descending'
  return (
    <button
      type="button"
      className={classes.sort}
      aria-label={`Sort by ${title}${state}`}
      data-active={direction !== undefined || undefined}
      onClick={onClick}
    >
      {title}
      {direction ? <Arrow size={12} aria-hidden="true" /> : null}
    </button>
  )
}

function None(): ReactNode {
  return <span className={classes.faint}>–</span>
}
