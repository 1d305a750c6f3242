import { Button, CloseButton, TextInput } from '@mantine/core'
import { IconFileImport, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import { tablesQuery } from '../../api/queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { CATALOG_COLUMNS } from './catalog-columns.tsx'
import { EmptyCatalog } from './empty-catalog.tsx'

const AHEAD = 60

/** Every table with its head, its last commit and its size; live. */
export function CatalogScreen(): ReactNode {
  const navigate = useNavigate()
  const { q: filter = '' } = useSearch({ from: '/tables' })
  const [selected, setSelected] = useState(0)
  const grid = useRef<GridHandle>(null)
  const field = useRef<HTMLInputElement>(null)
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(tablesQuery(filter))
  const tables = data?.pages.flatMap(page => page.tables) ?? []
  const total = data?.pages[0]?.total ?? 0

  useGridKeys(grid)
  useKeys({ 'filter.focus': () => field.current?.focus() })

  function setFilter(text: string): void {
    setSelected(0)
    void navigate({ to: '/tables', search: text === '' ? {} : { q: text }, replace: true })
  }
  function open(index: number): void {
    const table = tables[index]
    if (table) void navigate({ to: '/t/$name/history', params: { name: table.name } })
  }
  function readAhead(_first: number, last: number): void {
    if (last + AHEAD >= tables.length && hasNextPage && !isFetching) void fetchNextPage()
  }

  if (data && total === 0 && filter === '') return <EmptyCatalog />
  return (
    <Screen
      title="Tables"
      facts={data ? <span>{filter === '' ? formatCount(total) : `${formatCount(total)} found`}</span> : null}
      actions={
        <>
          <TextInput
            ref={field}
            w={240}
            placeholder="Filter by name"
            aria-label="Filter tables by name"
            value={filter}
            leftSection={<IconSearch size={13} stroke={1.75} />}
            rightSection={
              filter ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setFilter('')} /> : null
            }
            onChange={event => setFilter(event.currentTarget.value)}
            onKeyDown={event => {
              if (event.key === 'Enter') grid.current?.focus()
              if (event.key === 'Escape') setFilter('')
            }}
          />
          <Button
            leftSection={<IconFileImport size={15} stroke={1.75} />}
            renderRoot={props => <Link to="/import" {...props} />}
          >
            Import
          </Button>
        </>
      }
    >
      {error && !data ? (
        <FailureCard error={error} onRetry={refetch} />
      ) : !data ? (
        <Loading what="the list of tables" />
      ) : total === 0 ? (
        <Empty
          title={`No table has “${filter}” in its name`}
          actions={
            <Button variant="default" onClick={() => setFilter('')}>
              Clear the filter
            </Button>
          }
        >
          The filter looks for its text anywhere in a name.
        </Empty>
      ) : (
        <VirtualGrid
          label="Tables"
          handle={grid}
          columns={CATALOG_COLUMNS}
          rowCount={tables.length}
          rowAt={index => tables[index]}
          rowKey={index => tables[index]?.tableId ?? String(index)}
          selected={Math.min(selected, tables.length - 1)}
          onSelect={setSelected}
          onOpen={open}
          onRange={readAhead}
          rowHeight={32}
          minWidth={760}
        />
      )}
    </Screen>
  )
}
