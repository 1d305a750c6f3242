import { ActionIcon, Button, CloseButton, TextInput, Tooltip } from '@mantine/core'
import { IconFileImport, IconLayoutSidebarRight, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useMemo, useRef, useState } from 'react'
import { catalogQuery } from '../../api/catalog-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { keysOf } from '../../app/keymap.ts'
import { NeedsGrant } from '../../app/needs-grant.tsx'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { chordText } from '../../ui/keys.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import classes from './catalog.module.css'
import { type CatalogAddress, useCatalogAddress } from './catalog-address.ts'
import { catalogColumns } from './catalog-columns.tsx'
import { EmptyCatalog } from './empty-catalog.tsx'
import { FacetBar } from './facet-bar.tsx'
import { RemoveSamples } from './remove-samples.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { TableInspector } from './table-inspector.tsx'
import { useActivity } from './use-activity.ts'
import { useSelectedName } from './use-selected-name.ts'

const AHEAD = 60
/** A narrower window has no room for the inspector beside the list and the tree. */
const INSPECTED_WIDTH_MIN = 1360

const NOTHING: ReadonlySet<string> = new Set()

/** Every table with its head, its mirror, its health and its last day; live. */
export function CatalogScreen(): ReactNode {
  const navigate = useNavigate()
  const address = useCatalogAddress()
  const [selectedName, selectName] = useSelectedName()
  const [picked, setPicked] = useState<ReadonlySet<string>>(NOTHING)
  const [isInspecting, setIsInspecting] = useState(() => innerWidth >= INSPECTED_WIDTH_MIN)
  const grid = useRef<GridHandle>(null)
  const query = useInfiniteQuery(catalogQuery(address))
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = query
  const pages = useMemo(() => data?.pages.map(page => page.tables) ?? [], [data])
  const tables = useMemo(() => pages.flat(), [pages])
  const activities = useActivity(pages)
  const total = data?.pages[0]?.total ?? 0
  const { sort, sortBy } = address
  // biome-ignore lint/correctness/useExhaustiveDependencies: what sorting does depends on the order there is
  const columns = useMemo(
    () => catalogColumns({ activities, sort, onSort: sortBy, picked, onPick: pick }),
    [activities, sort.by, sort.descending, picked],
  )
  const selected = Math.max(
    0,
    tables.findIndex(({ name }) => name === selectedName),
  )
  const table = tables[selected]
  const isNarrowed = address.search !== '' || address.facets !== undefined

  useGridKeys(grid)
  useKeys({
    'inspector.toggle': () => setIsInspecting(!isInspecting),
    ...(table ? { 'table.pick': () => pick(table.tableId) } : {}),
  })

  function pick(tableId: string): void {
    setPicked(before => {
      const next = new Set(before)
      if (!next.delete(tableId)) next.add(tableId)
      return next
    })
  }

  function open(index: number): void {
    const opened = tables[index]
    if (opened) void navigate({ to: '/t/$name/history', params: { name: opened.name } })
  }
  function readAhead(_first: number, last: number): void {
    if (last + AHEAD >= tables.length && hasNextPage && !isFetching) void fetchNextPage()
  }

  if (data && total === 0 && !isNarrowed) return <EmptyCatalog />
  const list = (
    <VirtualGrid
      label="Tables"
      handle={grid}
      columns={columns}
      rowCount={tables.length}
      rowAt={index => tables[index]}
      rowKey={index => tables[index]?.tableId ?? String(index)}
      selected={selected}
      onSelect={index => selectName(tables[index]?.name)}
      onOpen={open}
      onRange={readAhead}
      rowHeight={32}
      minWidth={640}
    />
  )
  return (
    <Screen
      title="Tables"
      facts={data ? <span>{isNarrowed ? `${formatCount(total)} found` : formatCount(total)}</span> : null}
      actions={
        <>
          <RemoveSamples />
          <NameField address={address} grid={grid} />
          <Tooltip label={`Inspector  ${chordText(keysOf('inspector.toggle'))}`}>
            <ActionIcon
              aria-label="Inspector"
              aria-pressed={isInspecting}
              onClick={() => setIsInspecting(!isInspecting)}
            >
              <IconLayoutSidebarRight size={16} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
          <Button
            leftSection={<IconFileImport size={15} stroke={1.75} />}
            renderRoot={props => <Link to="/import" {...props} />}
          >
            Import
          </Button>
        </>
      }
    >
      <div className={classes.desk}>
        <FacetBar address={address} tables={total} />
        {[...activities.values()].some(({ mirror }) => mirror === 'unreadable') ? (
          <NeedsGrant relation="dl_mirror_status" what="How far the mirrors have come is" />
        ) : null}
        <div className={classes.tables}>
          {error && !data ? (
            <FailureCard error={error} onRetry={refetch} />
          ) : !data ? (
            <Loading what="the list of tables" />
          ) : total === 0 ? (
            <NothingFound address={address} />
          ) : isInspecting && table ? (
            <SplitPane
              id="catalog"
              asideLabel="the inspector"
              aside={<TableInspector key={table.tableId} table={table} activity={activities.get(table.tableId)} />}
            >
              {list}
            </SplitPane>
          ) : (
            list
          )}
        </div>
        <SelectionBar tables={tables.filter(({ tableId }) => picked.has(tableId))} onClear={() => setPicked(NOTHING)} />
      </div>
    </Screen>
  )
}

interface NameFieldProps {
  readonly address: CatalogAddress
  readonly grid: RefObject<GridHandle | null>
}

function NameField({ address, grid }: NameFieldProps): ReactNode {
  const field = useRef<HTMLInputElement>(null)
  useKeys({ 'filter.focus': () => field.current?.focus() })
  const { search, searchFor } = address
  return (
    <TextInput
      ref={field}
      w={240}
      placeholder="Filter by name"
      aria-label="Filter tables by name"
      value={search}
      leftSection={<IconSearch size={13} stroke={1.75} />}
      rightSection={
        search ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => searchFor('')} /> : null
      }
      onChange={event => searchFor(event.currentTarget.value)}
      onKeyDown={event => {
        if (event.key === 'Enter') grid.current?.focus()
        if (event.key === 'Escape') searchFor('')
      }}
    />
  )
}

function NothingFound({ address }: { readonly address: CatalogAddress }): ReactNode {
  return (
    <Empty
      title={address.facets ? 'No table is like this' : `No table has “${address.search}” in its name`}
      actions={
        <Button variant="default" onClick={address.clear}>
          Clear the filter
        </Button>
      }
    >
      {address.facets
        ? 'What is chosen of different facets adds up; of one facet, any will do.'
        : 'The filter looks for its text anywhere in a name.'}
    </Empty>
  )
}
