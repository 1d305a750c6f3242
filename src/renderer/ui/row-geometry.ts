/** Browsers stop counting somewhere above 17 million pixels; a longer list is scrolled in larger steps. */
const DRAWN_PX_MAX = 16_000_000

/** A list of rows of equal height below a header that stays. */
export interface RowGeometry {
  readonly count: number
  readonly rowHeight: number
  readonly headerHeight: number
}

/** The part of an element that scrolling depends on. */
export interface Scroller {
  readonly clientHeight: number
  readonly scrollTop: number
}

export type RowAlign = 'start' | 'center' | 'auto'

/** Which rows are in sight, `last` -1 where there are none. */
export interface Sight {
  readonly first: number
  readonly last: number
  /** How far a list that is longer than can be drawn is ahead of its scroller. */
  readonly shift: number
}

/** Height of the element that holds all rows. */
export function drawnHeight({ count, rowHeight }: RowGeometry): number {
  return Math.min(count * rowHeight, DRAWN_PX_MAX)
}

/** What a scroller shows where it stands. */
export function sightOf(scroller: Scroller, geometry: RowGeometry): Sight {
  const { view, scale } = measure(scroller, geometry)
  const top = scroller.scrollTop * scale
  const first = Math.max(0, Math.floor(top / geometry.rowHeight))
  const last = Math.min(geometry.count - 1, Math.ceil((top + view) / geometry.rowHeight) - 1)
  return { first, last, shift: top - scroller.scrollTop }
}

/** Where a scroller must stand to show a row; `auto` moves no further than it must. */
export function scrollTopFor(scroller: Scroller, geometry: RowGeometry, index: number, align: RowAlign): number {
  const { rowHeight } = geometry
  const { view, range, scale } = measure(scroller, geometry)
  const rowTop = index * rowHeight
  const top = scroller.scrollTop * scale
  const target = () => {
    if (align === 'start') return rowTop
    if (align === 'center') return rowTop - (view - rowHeight) / 2
    if (rowTop < top) return rowTop
    return rowTop + rowHeight > top + view ? rowTop + rowHeight - view : top
  }
  return Math.min(range, Math.max(0, target())) / scale
}

function measure(scroller: Scroller, { count, rowHeight, headerHeight }: RowGeometry) {
  const view = Math.max(0, scroller.clientHeight - headerHeight)
  const full = count * rowHeight
  const range = Math.max(0, full - view)
  const drawnRange = Math.max(0, drawnHeight({ count, rowHeight, headerHeight }) - view)
  const scale = drawnRange > 0 ? range / drawnRange : 1
  return { view, range, scale }
}
