/** A rectangle of a treemap, in the units of the area that was divided. */
export interface Tile<T> {
  readonly item: T
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * Divides an area among items in proportion to their weights, the heaviest first, so that the tiles are as square as can
 * be (Bruls, Huizing, van Wijk: squarified treemaps). Items without weight get no tile.
 */
export function squarify<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
  area: { readonly width: number; readonly height: number },
): Tile<T>[] {
  const rest = items.filter(item => weightOf(item) > 0).toSorted((a, b) => weightOf(b) - weightOf(a))
  const total = rest.reduce((sum, item) => sum + weightOf(item), 0)
  if (total === 0 || area.width <= 0 || area.height <= 0) return []
  const scale = (area.width * area.height) / total
  const tiles: Tile<T>[] = []
  let free = { x: 0, y: 0, ...area }
  for (let from = 0; from < rest.length; ) {
    const side = Math.min(free.width, free.height)
    const row = nextRow(rest, from, item => weightOf(item) * scale, side)
    const sum = row.reduce((size, item) => size + weightOf(item) * scale, 0)
    const depth = side > 0 ? sum / side : 0
    const isColumn = free.width >= free.height
    let along = 0
    for (const item of row) {
      const length = depth > 0 ? (weightOf(item) * scale) / depth : 0
      tiles.push(
        isColumn
          ? { item, x: free.x, y: free.y + along, width: depth, height: length }
          : { item, x: free.x + along, y: free.y, width: length, height: depth },
      )
      along += length
    }
    free = isColumn
      ? { ...free, x: free.x + depth, width: Math.max(0, free.width - depth) }
      : { ...free, y: free.y + depth, height: Math.max(0, free.height - depth) }
    from += row.length
  }
  return tiles
}

/** As many of the next items as make the worst tile of the row no worse. */
function nextRow<T>(items: readonly T[], from: number, sizeOf: (item: T) => number, side: number): T[] {
  const row: T[] = []
  let [sum, worst, largest] = [0, Number.POSITIVE_INFINITY, 0]
  for (const item of items.slice(from)) {
    const size = sizeOf(item)
    largest = Math.max(largest, size)
    const next = sum + size
    const ratio = Math.max((side * side * largest) / (next * next), (next * next) / (side * side * size))
    if (row.length > 0 && ratio > worst) break
    row.push(item)
    sum = next
    worst = ratio
  }
  return row
}
