import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { ChosenActions } from '../../../shared/contract/arranged-actions.ts'
import type { ActionKind, TableSummary } from '../../../shared/contract/schemas.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { useLate } from '../../app/use-late.ts'
import { Empty } from '../../ui/empty.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { actionColumns } from './action-columns.tsx'
import { ActionGroups } from './action-groups.tsx'
import { ActionInspector } from './action-inspector.tsx'
import { type ActionRow, boundedColumns, rowsThatTell } from './action-row.ts'
import { ActionsFilter } from './actions-filter.tsx'
import { actionTotal } from './kind-chips.tsx'
import { SelectionSums, SumsOfAll } from './selection-sums.tsx'
import { useArrangedActions } from './use-arranged-actions.ts'
import { useSelectedActions } from './use-selected-actions.ts'
import classes from './version.module.css'
import type { VersionAddress } from './version-address.ts'
import type { VersionDetail } from './version-header.tsx'

export interface ActionsTabProps {
  readonly table: TableSummary
  readonly summary: VersionDetail
  readonly address: VersionAddress
}

/** Every action of a version, filtered, ordered and grouped by the server, and all there is to know about the selected one. */
export function ActionsTab({ table, summary, address }: ActionsTabProps): ReactNode {
  const { kind, filter, partition, isGrouped } = address
  const total = kind ? summary.counts[kind] : actionTotal(summary.counts)
  const filterField = useRef<HTMLInputElement>(null)
  const grid = useRef<GridHandle>(null)
  const late = useLate((q: string) => address.change({ q, at: undefined }))
  const chosen = useMemo<ChosenActions>(
    () => ({
      tableId: table.tableId,
      version: summary.version,
      ...(kind ? { kind } : {}),
      ...(filter.trim() === '' ? {} : { text: filter.trim() }),
      ...(partition ? { partition } : {}),
    }),
    [table.tableId, summary.version, kind, filter, partition],
  )
  useKeys({ 'filter.focus': () => filterField.current?.focus() })
  if (total === 0) return <NoActions kind={kind} version={summary.version} />
  const bar = {
    field: filterField,
    address,
    onFilter: late.tell,
    onLeave: () => {
      late.flush()
      grid.current?.focus()
    },
  }
  return isGrouped ? (
    <ActionGroups chosen={chosen} bar={bar} grid={grid} />
  ) : (
    <ActionGrid {...{ table, chosen, address, bar, grid, total }} />
  )
}

interface ActionGridProps extends Pick<ActionsTabProps, 'table' | 'address'> {
  readonly chosen: ChosenActions
  readonly bar: Omit<Parameters<typeof ActionsFilter>[0], 'children' | 'bounded' | 'boundsOf'>
  readonly grid: RefObject<GridHandle | null>
  readonly total: number
}

function ActionGrid({ table, chosen, address, bar, grid, total }: ActionGridProps): ReactNode {
  const { version } = chosen
  const actions = useArrangedActions(chosen, address.order)
  const count = actions.count ?? total
  const selection = useSelectedActions(address, actions, chosen)
  const inspector = useRef<HTMLElement>(null)
  const { addressed } = selection
  useEffect(() => {
    if (addressed > 0) grid.current?.scrollTo(addressed, 'center')
  }, [addressed, grid])
  const [known, setKnown] = useState<readonly ActionRow[]>([])
  const learned = rowsThatTell(known, actions.rows)
  if (learned !== known) setKnown(learned)
  const bounded = useMemo(() => boundedColumns(known), [known])
  const boundsOf = bounded.find(name => name === address.bounds) ?? bounded[0]
  const { sortBy, order } = address
  // biome-ignore lint/correctness/useExhaustiveDependencies: what sorting does depends on the order there is
  const columns = useMemo(
    () => actionColumns({ rows: known, total, bounded: boundsOf, order, onSort: sortBy }),
    [known, total, boundsOf, order.sort, order.descending],
  )
  const navigate = useNavigate()
  const row = actions.rowAt(selection.at)
  const path = row?.isPath ? row.subject : undefined
  useKeys(
    path === undefined
      ? {}
      : { blame: () => void navigate({ to: '/t/$name/blame', params: { name: table.name }, search: { path } }) },
  )
  useGridKeys(grid)
  return (
    <SplitPane
      id="deltadesk.version"
      asideLabel="the selected action"
      asideSize="340px"
      aside={<ActionInspector ref={inspector} row={row} />}
    >
      <div className={classes.list}>
        <ActionsFilter {...bar} bounded={bounded} boundsOf={boundsOf}>
          <SumsOfAll actions={actions} total={total} />
        </ActionsFilter>
        {actions.error ? <FailureCard error={actions.error} onRetry={actions.retry} /> : null}
        <VirtualGrid
          handle={grid}
          label={`Actions of v${version}`}
          columns={columns}
          minWidth={minWidthOf(columns.filter(({ hideBelow }) => hideBelow === undefined))}
          rowCount={count}
          rowAt={actions.rowAt}
          selected={selection.at}
          onSelect={selection.select}
          isMarked={selection.isMarked}
          onOpen={() => inspector.current?.focus()}
          onRange={actions.onRange}
        />
        {count === 0 && !actions.error ? (
          <p className={classes.nothing} role="status">
            No action of this version fits the filter.
          </p>
        ) : null}
        <SelectionSums chosen={chosen} actions={actions} selection={selection} />
      </div>
    </SplitPane>
  )
}

/** As wide as the fixed columns and the least that the others can do with. */
function minWidthOf(columns: readonly { readonly width: string }[]): number {
  return columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0]), 24)
}

function NoActions({ kind, version }: { readonly kind: ActionKind | undefined; readonly version: bigint }): ReactNode {
  return kind ? (
    <Empty title={`v${version} has no ${kind}`}>Pick another kind above, or none to see every action.</Empty>
  ) : (
    <Empty title={`v${version} is empty`}>
      This commit holds no action at all. Readers see the table as it was before; only the version number moved.
    </Empty>
  )
}
