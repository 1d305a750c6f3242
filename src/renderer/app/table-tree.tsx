import { CloseButton, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react'
import { readFailure } from '../api/failure.ts'
import { tablesQuery } from '../api/queries.ts'
import { formatCount } from '../ui/format.ts'
import classes from './table-tree.module.css'
import { treeItems } from './tree-items.ts'

const ROW_HEIGHT = 26
const AHEAD = 40

/** Every table by name, grouped by what stands before the first dot; narrows as one types. */
export function TableTree(): ReactNode {
  const [filter, setFilter] = useState('')
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const { name: current } = useParams({ strict: false })
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    tablesQuery(useDeferredValue(filter)),
  )
  const tables = data?.pages.flatMap(page => page.tables) ?? []
  const items = treeItems(tables, closed)
  const total = data?.pages[0]?.total

  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    onChange: ({ range }) => {
      const nearsEnd = range !== null && range.endIndex + AHEAD >= items.length
      if (nearsEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage()
    },
  })

  const currentIndex = items.findIndex(item => item.kind === 'table' && item.table.name === current)
  const reveal = useEffectEvent(() => virtualizer.scrollToIndex(currentIndex, { align: 'auto' }))
  const isListed = currentIndex >= 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: another table is brought into sight, a moved one is not
  useEffect(() => {
    if (isListed) reveal()
  }, [current, isListed])

  function toggle(group: string): void {
    const next = new Set(closed)
    if (!next.delete(group)) next.add(group)
    setClosed(next)
  }

  return (
    <nav className={classes.tree} data-region="tables" aria-label="Tables" onKeyDown={walkWithArrows}>
      <div className={classes.head}>
        <h2 className={classes.title}>Tables</h2>
        {total !== undefined ? <span className={classes.total}>{formatCount(total)}</span> : null}
      </div>
      <TextInput
        className={classes.filter ?? ''}
        placeholder="Filter"
        aria-label="Filter the list of tables"
        value={filter}
        leftSection={<IconSearch size={13} stroke={1.75} />}
        rightSection={
          filter ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setFilter('')} /> : null
        }
        onChange={event => setFilter(event.currentTarget.value)}
      />
      <div ref={scroller} className={classes.scroller}>
        <div className={classes.list} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const item = items[index]
            if (!item) return null
            const style = { transform: `translateY(${start}px)` }
            return item.kind === 'group' ? (
              <button
                key={`group ${item.name}`}
                type="button"
                className={classes.group}
                style={style}
                aria-expanded={!closed.has(item.name)}
                onClick={() => toggle(item.name)}
              >
                {closed.has(item.name) ? <IconChevronRight size={13} /> : <IconChevronDown size={13} />}
                <span className={classes.label}>{item.name}</span>
              </button>
            ) : (
              <Link
                key={item.table.tableId}
                to="/t/$name/history"
                params={{ name: item.table.name }}
                className={classes.table}
                style={style}
                data-nested={item.isNested}
                aria-current={item.table.name === current ? 'page' : undefined}
                title={item.table.name}
              >
                <span className={classes.label}>{item.label}</span>
                <span className={classes.version}>{item.table.head < 0n ? 'empty' : `v${item.table.head}`}</span>
              </Link>
            )
          })}
        </div>
        <TreeNote filter={filter} isEmpty={data !== undefined && tables.length === 0} error={error} />
      </div>
    </nav>
  )
}

interface TreeNoteProps {
  readonly filter: string
  readonly isEmpty: boolean
  readonly error: Error | null
}

function TreeNote({ filter, isEmpty, error }: TreeNoteProps): ReactNode {
  if (error) return <p className={classes.note}>{readFailure(error).title}.</p>
  if (!isEmpty) return null
  return <p className={classes.note}>{filter ? `No table has “${filter}” in its name.` : 'No tables yet.'}</p>
}

/** Arrows move between the entries, so that the list is walked without Tab. */
function walkWithArrows(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [style] > a, [style] > button')].sort(
    byPosition,
  )
  const next = entries[entries.findIndex(entry => entry.matches(':focus')) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

function byPosition(a: HTMLElement, b: HTMLElement): number {
  return a.getBoundingClientRect().top - b.getBoundingClientRect().top
}
