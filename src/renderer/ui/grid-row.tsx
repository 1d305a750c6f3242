import { memo, type ReactNode } from 'react'
import { cx } from './cx.ts'
import classes from './virtual-grid.module.css'
import type { GridColumn } from './virtual-grid.tsx'

export interface GridRowProps<Row> {
  readonly id: string
  readonly index: number
  readonly row: Row | undefined
  readonly columns: readonly GridColumn<Row>[]
  readonly tracks: string
  readonly className: string | undefined
  readonly isSelected: boolean
  readonly top: number
  readonly height: number
}

function GridRowOf<Row>(props: GridRowProps<Row>): ReactNode {
  const { id, index, row, columns, tracks, className, isSelected, top, height } = props
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot be virtual
    <div
      id={id}
      className={cx(classes.row, className)}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      style={{ gridTemplateColumns: tracks, height, transform: `translateY(${top}px)` }}
    >
      {row === undefined ? (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the grid is the one tab stop
        <div className={classes.awaited} role="gridcell" aria-colspan={columns.length} />
      ) : (
        columns.map(column => (
          // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the grid is the one tab stop
          <div key={column.id} className={classes.cell} role="gridcell" data-align={column.align}>
            {column.cell(row, index)}
          </div>
        ))
      )}
    </div>
  )
}

/** One row of a `VirtualGrid`; drawn again only when something of it changed. */
export const GridRow = memo(GridRowOf) as typeof GridRowOf
