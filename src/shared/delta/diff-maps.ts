/** One key that was set, changed (both sides present) or taken away. */
export interface ValueChange {
  readonly key: string
  readonly from: string | undefined
  readonly to: string | undefined
}

/** The keys whose values differ, by key. */
export function diffMaps(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): ValueChange[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys]
    .map((key): ValueChange => ({ key, from: before.get(key), to: after.get(key) }))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}
