/**
 * The fewest items whose move explains a new order: all but a longest run of items that still ascend by their old place.
 * Old places are distinct.
 */
export function movedItems<T>(items: readonly T[], oldPlace: (item: T) => number): T[] {
  /** At index n the item that ends the ascending run of length n + 1 with the lowest old place. */
  const ends: number[] = []
  const previous: (number | undefined)[] = []
  const placeAt = (index: number | undefined): number => {
    const item = index === undefined ? undefined : items[index]
    return item === undefined ? Number.NEGATIVE_INFINITY : oldPlace(item)
  }
  for (const index of items.keys()) {
    let [from, to] = [0, ends.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (placeAt(ends[middle]) < placeAt(index)) from = middle + 1
      else to = middle
    }
    previous[index] = ends[from - 1]
    ends[from] = index
  }
  const kept = new Set<number>()
  for (let index = ends.at(-1); index !== undefined; index = previous[index]) kept.add(index)
  return items.filter((_, index) => !kept.has(index))
}
