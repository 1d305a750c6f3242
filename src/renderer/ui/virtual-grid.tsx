// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtual
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is the one tab stop and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the keys are those of the grid, which has the focus
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react'
import { GridRow } from './grid-row.tsx'
import type { RowAlign } from './row-geometry.ts'
import { useRowsInSight } from './use-rows-in-sight.ts'
import { useWidth } from './use-width.ts'
import classes from './virtual-grid.module.css'

export interface GridColumn<Row> {
  readonly id: string
  readonly header: ReactNode
  /** What the column means, on hover of its header. */
  readonly hint?: string
  /** A track of a CSS grid: `88px`, `minmax(160px, 1fr)`. */
  readonly width: string
  readonly align?: 'start' | 'end' | 'center'
  /** Left out where the grid is narrower than this many pixels. */
  readonly hideBelow?: number
  /** The list can be put in the order of this column. */
  readonly sort?: GridSort
  readonly cell: (row: Row, index: number) => ReactNode
}

export interface GridSort {
  readonly direction: 'ascending' | 'descending' | 'none'
  readonly onToggle: () => void
}

export type GridMove = 'next' | 'previous' | 'first' | 'last' | 'pageDown' | 'pageUp'

/** What a screen does to its grid from outside. */
export interface GridHandle {
  focus(): void
  /** Moves the selection and keeps it in sight. */
  move(step: GridMove): void
  openSelected(): void
  /** Asks for the menu of the selected row, where it stands. */
  openMenu(): void
  scrollTo(index: number, align?: RowAlign): void
}

/** In pixels from the corner of the window. */
export interface GridPlace {
  readonly x: number
  readonly y: number
}

export interface VirtualGridProps<Row> {
  readonly label: string
  readonly columns: readonly GridColumn<Row>[]
  readonly rowCount: number
  /** `undefined` while the row is on its way: it is drawn as a skeleton. */
  readonly rowAt: (index: number) => Row | undefined
  readonly rowKey?: (index: number) => string
  readonly rowClass?: (row: Row) => string | undefined
  /** Index of the selected row; -1 for none. */
  readonly selected: number
  /** `isExtending`: from where the selection began up to here, by Shift. Only asked for where rows can be `isMarked`. */
  readonly onSelect: (index: number, isExtending: boolean) => void
  /** Whether a row belongs to a selection of several. */
  readonly isMarked?: (index: number) => boolean
  readonly onOpen?: (index: number) => void
  /** The menu of a row is asked for, at a place of the window. */
  readonly onMenu?: (index: number, place: GridPlace) => void
  /** The rows in sight, first and last, whenever they change. */
  readonly onRange?: (first: number, last: number) => void
  readonly handle?: Ref<GridHandle>
  readonly rowHeight?: number
  /** Below this the grid scrolls sideways instead of crushing its columns. */
  readonly minWidth?: number
  readonly initialIndex?: number
}

const ROW_HEIGHT = 28
const HEADER_HEIGHT = 28
const OVERSCAN = 12
const MENU_INDENT = 120
const STEP_OF_KEY: Record<string, GridMove> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
  PageDown: 'pageDown',
  PageUp: 'pageUp',
}

/**
 * A list of any length with columns: only the rows in sight exist. One tab stop; the selection moves by keys or mouse
 * and is told to a screen reader as the active row.
 */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>): ReactNode {
  const { label, rowCount, selected, rowHeight = ROW_HEIGHT, minWidth = 0, initialIndex = 0 } = props
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const width = useWidth(scroller)
  const columns = useMemo(
    () => props.columns.filter(({ hideBelow = 0 }) => width === 0 || width >= hideBelow),
    [props.columns, width],
  )
  const rows = useRowsInSight(scroller, { count: rowCount, rowHeight, headerHeight: HEADER_HEIGHT }, initialIndex)
  const { first, last } = rows
  const { onRange } = props
  useLayoutEffect(() => {
    if (last >= 0) onRange?.(first, last)
  }, [onRange, first, last])
  const drawnFirst = Math.max(0, first - OVERSCAN)
  const drawnCount = last < 0 ? 0 : Math.min(rowCount, last + 1 + OVERSCAN) - drawnFirst

  function move(step: GridMove, isExtending = false): void {
    if (rowCount === 0) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2)
    const target = Math.min(rowCount - 1, Math.max(0, targetOf(step, selected, rowCount, page)))
    props.onSelect(target, isExtending)
    rows.scrollTo(target, 'auto')
  }
  function select(index: number, { shiftKey }: MouseEvent): void {
    props.onSelect(index, shiftKey && props.isMarked !== undefined)
    if (shiftKey) scroller.current?.focus()
  }
  function openSelected(): void {
    if (selected >= 0 && selected < rowCount) props.onOpen?.(selected)
  }
  function openMenu(): void {
    const row = document.getElementById(`${id}-${selected}`)?.getBoundingClientRect()
    if (row) props.onMenu?.(selected, { x: row.left + MENU_INDENT, y: row.bottom })
  }
  function pressMenu(event: MouseEvent): void {
    if (!props.onMenu) return
    event.preventDefault()
    const isOnRow = event.target instanceof Element && event.target.closest('[data-index]') !== null
    if (!isOnRow) openMenu()
    withRow(event, index => {
      props.onSelect(index, false)
      props.onMenu?.(index, { x: event.clientX, y: event.clientY })
    })
  }
  useImperativeHandle(props.handle, () => ({
    focus: () => scroller.current?.focus(),
    move: step => move(step),
    openSelected,
    openMenu,
    scrollTo: (index, align = 'start') => rows.scrollTo(index, align),
  }))
  function pressKey(event: KeyboardEvent): void {
    const step = STEP_OF_KEY[event.key]
    if (event.target !== scroller.current || event.ctrlKey || event.metaKey || event.altKey) return
    if (step) move(step, event.shiftKey && props.isMarked !== undefined)
    else if (event.key === 'Enter') openSelected()
    else return
    event.preventDefault()
  }

  const tracks = columns.map(column => column.width).join(' ')
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-multiselectable={props.isMarked !== undefined}
      aria-colcount={columns.length}
      aria-activedescendant={
        selected >= drawnFirst && selected < drawnFirst + drawnCount ? `${id}-${selected}` : undefined
      }
      tabIndex={0}
      onKeyDown={pressKey}
      onContextMenu={pressMenu}
    >
      <div className={classes.header} role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks, minWidth }}>
        {columns.map(column => (
          <div
            key={column.id}
            className={classes.cell}
            role="columnheader"
            data-align={column.align}
            title={column.hint}
            aria-sort={column.sort?.direction}
          >
            {column.sort ? <SortButton sort={column.sort}>{column.header}</SortButton> : column.header}
          </div>
        ))}
      </div>
      <div
        className={classes.body}
        role="rowgroup"
        style={{ height: rows.drawnHeight, minWidth }}
        onMouseDown={event => {
          // Shift would select the text between, too.
          if (event.shiftKey && props.isMarked) event.preventDefault()
        }}
        onClick={event => withRow(event, index => select(index, event))}
        onDoubleClick={event => withRow(event, index => props.onOpen?.(index))}
      >
        {Array.from({ length: drawnCount }, (_, offset) => {
          const index = drawnFirst + offset
          const row = props.rowAt(index)
          return (
            <GridRow
              key={props.rowKey?.(index) ?? index}
              id={`${id}-${index}`}
              index={index}
              row={row}
              columns={columns}
              tracks={tracks}
              className={row === undefined ? undefined : props.rowClass?.(row)}
              isSelected={index === selected || (props.isMarked?.(index) ?? false)}
              top={rows.topOf(index)}
              height={rowHeight}
            />
          )
        })}
      </div>
    </div>
  )
}

function SortButton({ sort, children }: { readonly sort: GridSort; readonly children: ReactNode }): ReactNode {
  return (
    <button type="button" className={classes.sort} data-direction={sort.direction} onClick={sort.onToggle}>
      {children}
      <span aria-hidden="true">{sort.direction === 'descending' ? '↓' : '↑'}</span>
    </button>
  )
}

function withRow(event: MouseEvent, act: (index: number) => void): void {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
  if (row) act(Number(row.dataset.index))
}

function targetOf(step: GridMove, selected: number, count: number, page: number): number {
  switch (step) {
    case 'next':
      return selected + 1
    case 'previous':
      return selected - 1
    case 'first':
      return 0
    case 'last':
      return count - 1
    case 'pageDown':
      return selected + page
    case 'pageUp':
      return selected - page
  }
}
