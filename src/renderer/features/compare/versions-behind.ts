import type { Origins } from '../../../shared/contract/snapshots.ts'
import type { TableDiff } from '../../../shared/delta/diff.ts'
import { printColumn } from '../../../shared/delta/print-predicate.ts'

/** The version that a difference of metadata or protocol comes from, by its subject as it is shown. */
export type VersionsBehind = ReadonlyMap<string, bigint>

/** Columns are known by the name they have in the newer version, or had before they were removed. */
export function versionsBehind(diff: TableDiff, origins: Origins | undefined): VersionsBehind {
  const found = new Map<string, bigint>()
  if (!origins) return found
  const isBackwards = diff.from > diff.to
  for (const { path, addedIn, changedIn } of origins.columns)
    found.set(`schema ${printColumn(path)}`, changedIn ?? addedIn)
  for (const { path, removedIn } of origins.removedColumns) {
    const key = `schema ${printColumn(path)}`
    if (!found.has(key)) found.set(key, removedIn)
  }
  for (const { key, setIn } of origins.properties) found.set(`property ${key}`, setIn)
  for (const { name, since } of origins.features) found.set(`protocol ${name}`, since)
  const [older, newer] = isBackwards ? [diff.to, diff.from] : [diff.from, diff.to]
  return new Map([...found].filter(([, version]) => version > older && version <= newer))
}
