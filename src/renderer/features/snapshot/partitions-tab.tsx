import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef } from 'react'
import type { Partition, PartitionList } from '../../../shared/contract/snapshots.ts'
import { partitionsQuery } from '../../api/snapshot-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { type PartitionNames, partitionText } from '../../app/partition-text.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { useNamedRow } from '../../app/use-named-row.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Treemap } from '../../ui/treemap.tsx'
import { Bytes, Count } from '../../ui/values.tsx'
import { type GridColumn, type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { Meter } from './meter.tsx'
import classes from './snapshot.module.css'
import type { SnapshotProps } from './snapshot-desk.tsx'
import { partitionParam } from './snapshot-filter.ts'
import { usePartitionNames } from './use-snapshot-metadata.ts'

const MAP_HEIGHT = 150
const TILES_MAX = 400

/** How the files spread over partitions: a map for the eye, and the same as a list. */
export function PartitionsTab({ table, version }: SnapshotProps): ReactNode {
  const navigate = useNavigate()
  const at = { tableId: table.tableId, version }
  const { data, error, refetch } = useQuery(partitionsQuery(at))
  const names = usePartitionNames(at)
  const grid = useRef<GridHandle>(null)
  useGridKeys(grid)
  const partitions = data?.partitions ?? []
  const { selected, select } = useNamedRow(partitions.length, index =>
    partitions[index] ? partitionParam(partitions[index].values) : undefined,
  )
  const columns = useMemo(() => partitionColumns(table.name, names, data), [table.name, names, data])

  function open(index: number): void {
    const partition = partitions[index]
    if (!partition) return
    void navigate({
      to: '/t/$name/at/$version/$tab',
      params: { name: table.name, version: `${version}`, tab: 'files' },
      search: { part: partitionParam(partition.values) },
    })
  }
  function pick(id: string): void {
    select(Number(id))
    grid.current?.scrollTo(Number(id), 'center')
  }

  if (!data) return error ? <FailureCard error={error} onRetry={refetch} /> : <Loading what="the partitions" />
  if (partitions.every(({ values }) => Object.keys(values).length === 0)) {
    return (
      <Empty title={partitions.length === 0 ? `v${version} has no files` : 'The table is not partitioned'}>
        {partitions.length === 0
          ? 'Partitions show up with their first file.'
          : `All ${formatCount(partitions[0]?.files ?? 0)} files stand in one place. The Files tab shows how large they are, the Statistics tab whether their bounds keep them apart.`}
      </Empty>
    )
  }
  const mostFiles = Math.max(...partitions.map(({ files }) => files))
  return (
    <div className={classes.list}>
      <div className={classes.map}>
        <Treemap
          label={summaryOf(data)}
          height={MAP_HEIGHT}
          items={partitions.slice(0, TILES_MAX).map((partition, index) => ({
            id: String(index),
            name: partitionText(partition.values, names),
            weight: Number(partition.bytes),
            heat: partition.files / mostFiles,
            words: `${partitionText(partition.values, names)}: ${formatBytes(partition.bytes)} in ${formatCount(partition.files)} files`,
          }))}
          selected={String(selected)}
          onSelect={pick}
          onOpen={id => open(Number(id))}
        />
        <p className={classes.mapNote}>
          Area: bytes. Colour: number of files.{' '}
          {partitions.length > TILES_MAX ? `The ${TILES_MAX} largest are drawn. ` : ''}
          Enter shows the files of the selected partition.
        </p>
      </div>
      <VirtualGrid
        label={`Partitions of v${version}, the largest first`}
        handle={grid}
        columns={columns}
        minWidth={620}
        rowCount={partitions.length}
        rowAt={index => partitions[index]}
        selected={selected}
        onSelect={select}
        onOpen={open}
      />
    </div>
  )
}

/** `365 partitions · the largest holds 7.2 times the average · 1 without a value`. */
function summaryOf({ partitions, total, totalBytes }: PartitionList): string {
  const largest = partitions[0]?.bytes ?? 0n
  const skew = totalBytes === 0n ? 0 : (Number(largest) * total) / Number(totalBytes)
  const withNull = partitions.filter(({ values }) => Object.values(values).includes(null)).length
  return [
    `${formatCount(total)} ${total === 1 ? 'partition' : 'partitions'}`,
    `the largest holds ${skew.toFixed(1)} times the average`,
    withNull === 0 ? 'every value is known' : `${formatCount(withNull)} with a null value`,
    total > partitions.length ? `the ${formatCount(partitions.length)} largest are listed` : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

function partitionColumns(
  table: string,
  names: PartitionNames,
  list: PartitionList | undefined,
): GridColumn<Partition>[] {
  const largest = Number(list?.partitions[0]?.bytes ?? 1n) || 1
  return [
    {
      id: 'partition',
      header: 'Partition',
      width: 'minmax(200px, 1fr)',
      cell: ({ values }) => {
        const text = partitionText(values, names)
        return <span title={text}>{text}</span>
      },
    },
    {
      id: 'share',
      header: 'Share',
      width: 'minmax(90px, 0.5fr)',
      cell: ({ bytes }) => <Meter share={Number(bytes) / largest} />,
    },
    { id: 'bytes', header: 'Size', width: '92px', align: 'end', cell: ({ bytes }) => <Bytes value={bytes} /> },
    { id: 'files', header: 'Files', width: '84px', align: 'end', cell: ({ files }) => <Count value={files} /> },
    {
      id: 'average',
      header: 'Average file',
      width: '104px',
      align: 'end',
      cell: ({ bytes, files }) => <Bytes value={files === 0 ? 0n : bytes / BigInt(files)} />,
    },
    {
      id: 'rows',
      header: 'Rows',
      width: '92px',
      align: 'end',
      cell: ({ rows }) =>
        rows === null ? <span title="Not every file says">unknown</span> : <Count value={rows} short />,
    },
    {
      id: 'newest',
      header: 'Newest file',
      hint: 'The newest version that added one of its live files',
      width: '98px',
      align: 'end',
      cell: ({ newestVersion }) => (
        <Link
          to="/t/$name/v/$version"
          params={{ name: table, version: `${newestVersion}` }}
          className={classes.link ?? ''}
          tabIndex={-1}
        >
          v{`${newestVersion}`}
        </Link>
      ),
    },
  ]
}
