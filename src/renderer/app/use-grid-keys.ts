import type { RefObject } from 'react'
import type { GridHandle } from '../ui/virtual-grid.tsx'
import { useKeys } from './key-dispatch.ts'

/** Walks a grid by the keys for lists, wherever on the screen the focus is. */
export function useGridKeys(grid: RefObject<GridHandle | null>): void {
  useKeys({
    'row.next': () => grid.current?.move('next'),
    'row.previous': () => grid.current?.move('previous'),
    'row.first': () => grid.current?.move('first'),
    'row.last': () => grid.current?.move('last'),
    'row.pageDown': () => grid.current?.move('pageDown'),
    'row.pageUp': () => grid.current?.move('pageUp'),
    'row.open': () => grid.current?.openSelected(),
  })
}
