import type { Action } from '../actions.ts'
import { logicalRows } from '../stats.ts'

/** Whether a commit that claims to change no data keeps as many rows as it takes away. */
export type DataNeutrality =
  /** Some file changes data, or there are no files: nothing is claimed. */
  | { readonly kind: 'not-claimed' }
  | { readonly kind: 'kept'; readonly rows: bigint }
  | { readonly kind: 'broken'; readonly added: bigint; readonly removed: bigint }
  /** A file does not say how many rows it holds. */
  | { readonly kind: 'unknown' }

export function dataNeutrality(actions: readonly Action[]): DataNeutrality {
  const files = actions.filter(action => action.kind === 'add' || action.kind === 'remove')
  if (files.length === 0 || files.some(({ dataChange }) => dataChange)) return { kind: 'not-claimed' }
  let [added, removed] = [0n, 0n]
  for (const file of files) {
    const rows = logicalRows({ stats: file.stats, deletionVector: file.deletionVector })
    if (rows === undefined) return { kind: 'unknown' }
    if (file.kind === 'add') added += rows
    else removed += rows
  }
  return added === removed ? { kind: 'kept', rows: added } : { kind: 'broken', added, removed }
}
