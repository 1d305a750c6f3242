import type { Line } from './lines.ts'

export type OrderBy = 'kind' | 'what' | 'size' | 'rows'

export interface GridOrder {
  readonly by: OrderBy
  readonly direction: 'ascending' | 'descending'
}

/** What of a line counts for an order, taken from its text: reading 100,000 actions for it would take seconds. */
const KEYS: Readonly<Record<OrderBy, RegExp>> = {
  kind: /^\s*\{\s*"(\w+)"/,
  what: /"(?:path|appId|domain|operation)"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"/,
  size: /"size"\s*:\s*(-?\d+)/,
  rows: /\\?"numRecords\\?"\s*:\s*(-?\d+)/,
}
const NUMERIC: ReadonlySet<OrderBy> = new Set(['size', 'rows'])

/** Ascending first, then descending, then as the draft has them. */
export function nextOrder(order: GridOrder | undefined, by: OrderBy): GridOrder | undefined {
  if (order?.by !== by) return { by, direction: 'ascending' }
  return order.direction === 'ascending' ? { by, direction: 'descending' } : undefined
}

/**
 * The lines that hold `wanted`, whatever its case, in an order; each by its place among all. Lines that lack what is ordered
 * by come last.
 */
export function shownLines(
  text: string,
  lines: readonly Line[],
  wanted: string,
  order: GridOrder | undefined,
): readonly number[] {
  const word = wanted.trim().toLowerCase()
  const all = [...lines.keys()]
  const lineText = (index: number) => text.slice(lines[index]?.from ?? 0, lines[index]?.to ?? 0)
  const fitting = word === '' ? all : all.filter(index => lineText(index).toLowerCase().includes(word))
  if (!order) return fitting
  const keys = new Map(fitting.map(index => [index, KEYS[order.by].exec(lineText(index))?.[1]]))
  const sign = order.direction === 'ascending' ? 1 : -1
  const compare = NUMERIC.has(order.by) ? compareNumbers : compareTexts
  return fitting.sort((a, b) => {
    const [first, second] = [keys.get(a), keys.get(b)]
    if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined)
    return sign * compare(first, second)
  })
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Sizes stay exact: they may have 64 bits. */
function compareNumbers(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
