import { useQuery } from '@tanstack/react-query'
import { type ReactNode, type RefObject, useState } from 'react'
import type { ActionGroup, ActionSum, ChosenActions } from '../../../shared/contract/arranged-actions.ts'
import { actionGroupsQuery } from '../../api/action-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Bytes, Count } from '../../ui/values.tsx'
import { type GridColumn, type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { ActionsFilter, type ActionsFilterProps } from './actions-filter.tsx'
import classes from './version.module.css'

export interface ActionGroupsProps {
  readonly chosen: ChosenActions
  readonly bar: Omit<ActionsFilterProps, 'children' | 'bounded' | 'boundsOf'>
  readonly grid: RefObject<GridHandle | null>
}

/** The files of a version by partition; opening one shows its files alone. */
export function ActionGroups({ chosen, bar, grid }: ActionGroupsProps): ReactNode {
  const { data, error, refetch } = useQuery(actionGroupsQuery(chosen))
  const [selected, setSelected] = useState(0)
  useGridKeys(grid)
  const groups = data?.groups ?? []
  function open(index: number): void {
    const group = groups[index]
    if (group) bar.address.change({ part: JSON.stringify(group.partition), group: undefined, at: undefined })
  }
  return (
    <div className={classes.list}>
      <ActionsFilter {...bar} bounded={[]} boundsOf={undefined}>
        <output className={classes.found}>
          {data
            ? `${formatCount(data.total)} ${data.total === 1 ? 'partition' : 'partitions'}${data.total > groups.length ? `, the ${formatCount(groups.length)} with the most bytes` : ''}`
            : ''}
        </output>
      </ActionsFilter>
      {error && !data ? (
        <FailureCard error={error} onRetry={refetch} />
      ) : !data ? (
        <Loading what="the sums of every partition" />
      ) : groups.length === 0 ? (
        <Empty title="No file to group">The actions that are shown name no files, so they have no partitions.</Empty>
      ) : (
        <VirtualGrid
          handle={grid}
          label={`Partitions of v${chosen.version}, those with the most bytes first`}
          columns={groups.some(group => sumOf(group, 'cdc')) ? COLUMNS : WITHOUT_CDC}
          minWidth={560}
          rowCount={groups.length}
          rowAt={index => groups[index]}
          selected={selected}
          onSelect={setSelected}
          onOpen={open}
        />
      )}
    </div>
  )
}

const sumOf = ({ sums }: ActionGroup, kind: ActionSum['kind']) => sums.find(sum => sum.kind === kind)

function partitionName({ partition }: ActionGroup): string {
  const values = Object.entries(partition)
  return values.length === 0
    ? 'not partitioned'
    : values.map(([name, value]) => `${name}=${value ?? 'null'}`).join(', ')
}

const COLUMNS: readonly GridColumn<ActionGroup>[] = [
  {
    id: 'partition',
    header: 'Partition',
    width: 'minmax(180px, 1fr)',
    cell: group => <span title={partitionName(group)}>{partitionName(group)}</span>,
  },
  ...(['add', 'remove', 'cdc'] as const).flatMap(kind => [
    {
      id: `${kind}-files`,
      header: { add: '+ Files', remove: '− Files', cdc: 'CDC files' }[kind],
      width: '88px',
      align: 'end' as const,
      ...(kind === 'cdc' ? { hideBelow: 900 } : {}),
      cell: (group: ActionGroup) => <Amount value={sumOf(group, kind)?.actions} />,
    },
    {
      id: `${kind}-bytes`,
      header: { add: '+ Size', remove: '− Size', cdc: 'CDC size' }[kind],
      width: '96px',
      align: 'end' as const,
      ...(kind === 'cdc' ? { hideBelow: 900 } : {}),
      cell: (group: ActionGroup) => {
        const sum = sumOf(group, kind)
        return sum ? <Bytes value={sum.bytes} /> : <span className={classes.none}>–</span>
      },
    },
  ]),
  {
    id: 'rows',
    header: '+ Rows',
    hint: 'Rows that were added, where every file says how many it holds',
    width: '96px',
    align: 'end',
    hideBelow: 720,
    cell: group => {
      const rows = sumOf(group, 'add')?.rows
      return rows === undefined || rows === null ? <span className={classes.none}>–</span> : <Count value={rows} />
    },
  },
]

const WITHOUT_CDC = COLUMNS.filter(({ id }) => !id.startsWith('cdc'))

function Amount({ value }: { readonly value: number | undefined }): ReactNode {
  return value === undefined ? <span className={classes.none}>–</span> : <Count value={value} />
}
