import { setImmediate as breathe } from 'node:timers/promises'
import type { ColumnStatistics } from '../../shared/contract/snapshots.ts'
import { compareValues, type Value } from '../../shared/delta/predicate-value.ts'

/** What one file says of a column. */
export interface DrawnBounds {
  readonly low: Value
  readonly high: Value
}

/** A pile that fewer drawn files than these make says too little about the worst one of all. */
const WORST_DRAWN_MIN = 50

/**
 * How many ranges contain a value, looked up at the low end of each: the depth of the pile can only grow there, so the
 * worst of them is the worst of all. `of` files have bounds; where only some of them were drawn, what lies over a file
 * besides itself is as many times more.
 */
export async function measureOverlap(drawn: readonly DrawnBounds[], of: number): Promise<ColumnStatistics['overlap']> {
  if (drawn.length === 0) return null
  const lows = drawn.map(({ low }) => low).sort(inOrder)
  await breathe()
  const highs = drawn.map(({ high }) => high).sort(inOrder)
  await breathe()
  let [begun, ended, sum, worst] = [0, 0, 0, 0]
  for (const low of lows) {
    while (begun < lows.length && inOrder(lows[begun] ?? low, low) <= 0) begun++
    while (ended < highs.length && inOrder(highs[ended] ?? low, low) < 0) ended++
    const depth = begun - ended
    sum += depth
    worst = Math.max(worst, depth)
  }
  const average = sum / lows.length
  if (drawn.length === of) return { average, worst, drawn: null }
  const times = (of - 1) / Math.max(1, drawn.length - 1)
  const inAll = (depth: number) => 1 + (depth - 1) * times
  return {
    average: inAll(average),
    worst: worst >= WORST_DRAWN_MIN ? Math.round(inAll(worst)) : null,
    drawn: drawn.length,
  }
}

function inOrder(a: Value, b: Value): number {
  return compareValues(a, b) ?? 0
}
