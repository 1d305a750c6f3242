// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtual
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is the one tab stop and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the keys are those of the grid, which has the focus
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react'
import { cx } from './cx.ts'
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
  readonly cell: (row: Row, index: number) => ReactNode
}

export type GridMove = 'next' | 'previous' | 'first' | 'last' | 'pageDown' | 'pageUp'

/** What a screen does to its grid from outside. */
export interface GridHandle {
  focus(): void
  /** Moves the selection and keeps it in sight. */
  move(step: GridMove): void
  openSelected(): void
  scrollTo(index: number, align?: 'start' | 'center' | 'auto'): void
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
  readonly onSelect: (index: number) => void
  readonly onOpen?: (index: number) => void
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
  const columns = props.columns.filter(({ hideBelow = 0 }) => width === 0 || width >= hideBelow)
  const virtualizer = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollPaddingStart: HEADER_HEIGHT,
    paddingStart: HEADER_HEIGHT,
    initialOffset: Math.max(0, initialIndex * rowHeight - 5 * rowHeight),
  })
  const range = virtualizer.range
  const first = range?.startIndex ?? 0
  const last = range?.endIndex ?? 0
  const { onRange } = props
  useLayoutEffect(() => {
    if (rowCount > 0) onRange?.(first, Math.min(last, rowCount - 1))
  }, [onRange, first, last, rowCount])

  function move(step: GridMove): void {
    if (rowCount === 0) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2)
    const target = Math.min(rowCount - 1, Math.max(0, targetOf(step, selected, rowCount, page)))
    props.onSelect(target)
    virtualizer.scrollToIndex(target, { align: 'auto' })
  }
  function openSelected(): void {
    if (selected >= 0 && selected < rowCount) props.onOpen?.(selected)
  }
  useImperativeHandle(props.handle, () => ({
    focus: () => scroller.current?.focus(),
    move,
    openSelected,
    scrollTo: (index, align = 'start') => virtualizer.scrollToIndex(index, { align }),
  }))
  function pressKey(event: KeyboardEvent): void {
    const step = STEP_OF_KEY[event.key]
    if (event.target !== scroller.current || event.ctrlKey || event.metaKey || event.altKey) return
    if (step) move(step)
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
      aria-colcount={columns.length}
      aria-activedescendant={
        selected >= first - OVERSCAN && selected <= last + OVERSCAN ? `${id}-${selected}` : undefined
      }
      tabIndex={0}
      onKeyDown={pressKey}
    >
      <div className={classes.header} role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks, minWidth }}>
        {columns.map(column => (
          <div
            key={column.id}
            className={classes.cell}
            role="columnheader"
            data-align={column.align}
            title={column.hint}
          >
            {column.header}
          </div>
        ))}
      </div>
      <div
        className={classes.body}
        role="rowgroup"
        style={{ height: virtualizer.getTotalSize() - HEADER_HEIGHT, minWidth }}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = props.rowAt(index)
          return (
            <div
              key={props.rowKey?.(index) ?? index}
              id={`${id}-${index}`}
              className={cx(classes.row, row !== undefined && props.rowClass?.(row))}
              role="row"
              tabIndex={-1}
              aria-rowindex={index + 2}
              aria-selected={index === selected}
              style={{
                gridTemplateColumns: tracks,
                height: rowHeight,
                transform: `translateY(${start - HEADER_HEIGHT}px)`,
              }}
              onClick={() => props.onSelect(index)}
              onDoubleClick={() => props.onOpen?.(index)}
            >
              {columns.map(column => (
                <div key={column.id} className={classes.cell} role="gridcell" data-align={column.align}>
                  {row === undefined ? <span className={classes.skeleton} /> : column.cell(row, index)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
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
