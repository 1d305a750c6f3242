import { useDebouncedCallback } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react'
import type { ActionKind, TableSummary } from '../../../shared/contract/schemas.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { SplitPane } from '../../ui/split-pane.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { actionColumns } from './action-columns.tsx'
import { ActionInspector } from './action-inspector.tsx'
import { boundedColumns } from './action-row.ts'
import { ActionsFilter } from './actions-filter.tsx'
import { actionTotal } from './kind-chips.tsx'
import { useActionRows } from './use-action-rows.ts'
import classes from './version.module.css'
import type { VersionDetail } from './version-header.tsx'

const ROWS_AHEAD = 200
const FILTER_KEPT_MS = 250

export interface ActionsTabProps {
  readonly table: TableSummary
  readonly summary: VersionDetail
  readonly kind: ActionKind | undefined
  /** What the address says; it goes along when versions are walked. */
  readonly filter: string
  readonly onFilter: (filter: string) => void
}

/** Every action of a version in commit order, and all there is to know about the selected one. */
export function ActionsTab(props: ActionsTabProps): ReactNode {
  const { table, summary, kind } = props
  const total = kind ? summary.counts[kind] : actionTotal(summary.counts)
  const [filter, setFilter] = useState(props.filter)
  const keepFilter = useDebouncedCallback(props.onFilter, FILTER_KEPT_MS)
  const [selected, setSelected] = useState(0)
  const [lastInSight, setLastInSight] = useState(0)
  const [column, setColumn] = useState<string | null>(null)
  const filterField = useRef<HTMLInputElement>(null)
  const inspector = useRef<HTMLElement>(null)
  const grid = useRef<GridHandle>(null)

  const words = useDeferredValue(filter.trim().toLowerCase())
  const wanted = words === '' ? lastInSight + ROWS_AHEAD : Number.POSITIVE_INFINITY
  const { rows, isComplete, error, retry } = useActionRows(table.tableId, summary.version, kind, wanted)
  const shown = useMemo(() => (words === '' ? rows : rows.filter(row => matches(row, words))), [rows, words])
  const bounded = useMemo(() => boundedColumns(rows.slice(0, ROWS_AHEAD)), [rows])
  const boundsOfColumn = column ?? bounded[0]
  const columns = useMemo(() => actionColumns(rows, total, boundsOfColumn), [rows, total, boundsOfColumn])
  const rowCount = words === '' ? total : shown.length

  const navigate = useNavigate()
  const path = shown[selected]?.isPath ? shown[selected].subject : undefined
  useKeys({
    'filter.focus': () => filterField.current?.focus(),
    ...(path === undefined
      ? {}
      : { blame: () => void navigate({ to: '/t/$name/blame', params: { name: table.name }, search: { path } }) }),
  })
  useGridKeys(grid)

  function typeFilter(text: string): void {
    setFilter(text)
    setSelected(0)
    keepFilter(text)
  }

  if (total === 0) return <NoActions kind={kind} version={summary.version} />
  if (error && rows.length === 0) return <FailureCard error={error} onRetry={retry} />
  return (
    <SplitPane
      id="deltadesk.version"
      asideLabel="the selected action"
      asideSize="340px"
      aside={<ActionInspector ref={inspector} row={shown[selected]} />}
    >
      <div className={classes.list}>
        <ActionsFilter
          field={filterField}
          filter={filter}
          found={words === '' ? countText(total) : foundText(shown.length, total, isComplete)}
          bounded={bounded}
          boundsOf={boundsOfColumn}
          onFilter={typeFilter}
          onBoundsOf={setColumn}
          onLeave={() => {
            typeFilter('')
            grid.current?.focus()
          }}
        />
        {error ? <FailureCard error={error} onRetry={retry} /> : null}
        <VirtualGrid
          handle={grid}
          label={`Actions of v${summary.version}`}
          columns={columns}
          minWidth={minWidthOf(columns.filter(({ hideBelow }) => hideBelow === undefined))}
          rowCount={rowCount}
          rowAt={index => shown[index]}
          selected={selected}
          onSelect={setSelected}
          onOpen={() => inspector.current?.focus()}
          onRange={(_first, last) => setLastInSight(last)}
        />
      </div>
    </SplitPane>
  )
}

function countText(total: number): string {
  return `${formatCount(total)} ${total === 1 ? 'action' : 'actions'}`
}

function foundText(found: number, total: number, isComplete: boolean): string {
  return `${formatCount(found)} of ${formatCount(total)}${isComplete ? '' : ' · reading on …'}`
}

/** As wide as the fixed columns and the least that the others can do with. */
function minWidthOf(columns: readonly { readonly width: string }[]): number {
  return columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0]), 24)
}

function matches(row: { readonly line: string; readonly subject: string }, words: string): boolean {
  return row.subject.toLowerCase().includes(words) || row.line.toLowerCase().includes(words)
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
