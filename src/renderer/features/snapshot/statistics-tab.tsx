import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useRef } from 'react'
import type { ColumnStatistics } from '../../../shared/contract/snapshots.ts'
import { printColumn } from '../../../shared/delta/print-predicate.ts'
import { statisticsQuery } from '../../api/snapshot-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { useNamedRow } from '../../app/use-named-row.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { Count } from '../../ui/values.tsx'
import { type GridColumn, type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { Meter } from './meter.tsx'
import { ScanLeft, ScanState } from './scan-state.tsx'
import classes from './snapshot.module.css'
import type { SnapshotProps } from './snapshot-desk.tsx'

/** How far statistics cover the files, and how well bounds keep them apart, column by column. */
export function StatisticsTab({ table, version }: SnapshotProps): ReactNode {
  const query = statisticsQuery({ tableId: table.tableId, version })
  const { data, error, refetch, isFetching } = useQuery(query)
  const { selected, select } = useNamedRow(data?.columns.length ?? 0, index => {
    const path = data?.columns[index]?.path
    return path && printColumn(path)
  })
  const grid = useRef<GridHandle>(null)
  useGridKeys(grid)
  const columns = useMemo(() => statisticsColumns(data?.files ?? 0), [data])
  if (!data) {
    if (isFetching) return <ScanState queryKey={query.queryKey} what="the statistics of every file" />
    return error ? <FailureCard error={error} onRetry={refetch} /> : <ScanLeft onAgain={() => void refetch()} />
  }
  if (data.files === 0)
    return <Empty title={`v${version} has no files`}>There is nothing that statistics could be about.</Empty>
  const without = data.files - data.withStatistics
  return (
    <div className={classes.list}>
      <p className={classes.lead}>
        <b>{formatCount(data.withStatistics)}</b> of {formatCount(data.files)} files have statistics
        {without === 0 ? '' : `; the other ${formatCount(without)} are opened by every query`}
        {data.withoutTightBounds === 0
          ? ''
          : ` · ${formatCount(data.withoutTightBounds)} have bounds from before rows were deleted`}
        {data.isComplete ? '' : ' · the first columns only: the table has more than are looked at'}
      </p>
      <VirtualGrid
        label={`Statistics of v${version} by column`}
        handle={grid}
        columns={columns}
        minWidth={730}
        rowCount={data.columns.length}
        rowAt={index => data.columns[index]}
        selected={selected}
        onSelect={select}
      />
    </div>
  )
}

function statisticsColumns(files: number): GridColumn<ColumnStatistics>[] {
  return [
    {
      id: 'column',
      header: 'Column',
      width: 'minmax(130px, 1fr)',
      cell: ({ path }) => <span title={printColumn(path)}>{path.join('.')}</span>,
    },
    {
      id: 'type',
      header: 'Type',
      width: '110px',
      hideBelow: 880,
      cell: ({ type }) => (
        <span className={classes.mono} title={type}>
          {type}
        </span>
      ),
    },
    {
      id: 'bounds',
      header: 'Files with bounds',
      hint: 'Files with both a minimum and a maximum: only these can be skipped by a range',
      width: '168px',
      cell: ({ withBounds }) => (
        <Meter
          share={files === 0 ? 0 : withBounds / files}
          text={withBounds === files ? 'all' : formatCount(withBounds)}
          tone={withBounds === files ? 'accent' : 'warning'}
        />
      ),
    },
    { id: 'min', header: 'Least', width: 'minmax(84px, 0.6fr)', cell: ({ min }) => <Bound text={min} /> },
    { id: 'max', header: 'Greatest', width: 'minmax(84px, 0.6fr)', cell: ({ max }) => <Bound text={max} /> },
    {
      id: 'nulls',
      header: 'Nulls',
      hint: 'In the files that count them',
      width: '92px',
      align: 'end',
      cell: ({ nulls, withNullCount }) =>
        withNullCount === 0 ? <span className={classes.faint}>–</span> : <Count value={nulls} short />,
    },
    {
      id: 'overlap',
      header: 'Files per value',
      hint: 'How many files a look-up of one value opens: on average, and at worst. Sorting or clustering the table brings it down',
      width: '164px',
      align: 'end',
      cell: ({ overlap }) =>
        overlap ? (
          <span title={overlapWords(overlap)}>
            {overlap.drawn === null ? '' : '≈ '}
            {overlap.average < 100 ? overlap.average.toFixed(1) : formatCount(Math.round(overlap.average))}
            {overlap.worst === null ? null : (
              <span className={classes.faint}> · worst {formatCount(overlap.worst)}</span>
            )}
          </span>
        ) : (
          <span className={classes.faint}>–</span>
        ),
    },
  ]
}

function overlapWords({ average, worst, drawn }: NonNullable<ColumnStatistics['overlap']>): string {
  const numbers = `${average.toFixed(2)} on average${worst === null ? '' : `, ${formatCount(worst)} at worst`}`
  return drawn === null ? numbers : `${numbers}; estimated by ${formatCount(drawn)} files drawn by lot`
}

function Bound({ text }: { readonly text: string | null }): ReactNode {
  return text === null ? (
    <span className={classes.faint}>–</span>
  ) : (
    <span className={classes.mono} title={text}>
      {text}
    </span>
  )
}
