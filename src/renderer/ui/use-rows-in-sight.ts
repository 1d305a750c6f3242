import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { drawnHeight, type RowAlign, type RowGeometry, type Sight, scrollTopFor, sightOf } from './row-geometry.ts'

export interface RowsInSight {
  readonly first: number
  /** -1 where there are no rows. */
  readonly last: number
  /** Height of the element that holds all rows. */
  readonly drawnHeight: number
  /** Where a row stands in that element. */
  topOf(index: number): number
  scrollTo(index: number, align: RowAlign): void
}

/** Which rows of equal height a scroller shows; costs the same for ten rows and for ten million. */
export function useRowsInSight(
  scroller: RefObject<HTMLElement | null>,
  geometry: RowGeometry,
  initialIndex: number,
): RowsInSight {
  const { count, rowHeight, headerHeight } = geometry
  const [sight, setSight] = useState<Sight>({ first: 0, last: -1, shift: 0 })
  const isPlaced = useRef(false)

  const look = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const next = sightOf(element, { count, rowHeight, headerHeight })
    setSight(before => (isSame(before, next) ? before : next))
  }, [scroller, count, rowHeight, headerHeight])

  function scrollTo(index: number, align: RowAlign): void {
    const element = scroller.current
    if (element) element.scrollTop = scrollTopFor(element, geometry, index, align)
    look()
  }
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    if (!isPlaced.current && initialIndex > 0) {
      element.scrollTop = scrollTopFor(element, { count, rowHeight, headerHeight }, initialIndex, 'center')
    }
    isPlaced.current = true
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [scroller, look, initialIndex, count, rowHeight, headerHeight])

  return {
    first: sight.first,
    last: Math.min(sight.last, count - 1),
    drawnHeight: drawnHeight(geometry),
    topOf: index => index * rowHeight - sight.shift,
    scrollTo,
  }
}

function isSame(a: Sight, b: Sight): boolean {
  return a.first === b.first && a.last === b.last && a.shift === b.shift
}
