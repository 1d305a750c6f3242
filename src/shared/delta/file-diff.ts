import type { AddFile } from './actions.ts'
import { dvUniqueId } from './file-identity.ts'
import type { LiveFile } from './snapshot.ts'
import { logicalRows } from './stats.ts'

export interface FileDiff {
  /** Files whose path was not live before. */
  readonly added: readonly AddFile[]
  /** Files whose path is no longer live, as they were. */
  readonly removed: readonly AddFile[]
  /** Files that were live under the same path before, and of which something else is said now. */
  readonly changed: readonly FileChange[]
  readonly totals: FileTotalsDiff
}

interface FileChange {
  readonly path: string
  /** `deletion-vector`: other rows are hidden. `refreshed`: the same rows, described anew. */
  readonly kind: 'deletion-vector' | 'refreshed'
  readonly before: AddFile
  readonly after: AddFile
  /** What differs, by the names of the add action. */
  readonly fields: readonly (keyof AddFile)[]
}

/** Rows are those that readers see; undefined where a file does not say how many records it has. */
interface FileTotalsDiff {
  readonly filesAdded: number
  readonly filesRemoved: number
  readonly bytesAdded: bigint
  readonly bytesRemoved: bigint
  readonly rowsAdded: bigint | undefined
  readonly rowsRemoved: bigint | undefined
}

type Files = ReadonlyMap<string, LiveFile>

/** What is different between two sets of live files, both by `fileIdentity`. Rows hidden by a new vector count as removed. */
export function diffFiles(before: Files, after: Files): FileDiff {
  const gone = goneByPath(before, after)
  const added: AddFile[] = []
  const changed: FileChange[] = []
  for (const [identity, { add }] of after) {
    const same = before.get(identity)?.add
    const other = same ? undefined : gone.get(add.path)?.pop()
    if (other) {
      changed.push({
        path: add.path,
        kind: 'deletion-vector',
        before: other,
        after: add,
        fields: fieldsThatDiffer(other, add),
      })
    } else if (!same) {
      added.push(add)
    } else if (same !== add) {
      const fields = fieldsThatDiffer(same, add)
      if (fields.length > 0) changed.push({ path: add.path, kind: 'refreshed', before: same, after: add, fields })
    }
  }
  const removed = [...gone.values()].flat()
  return { added, removed, changed, totals: totalsOf(added, removed, changed) }
}

/** Only broken tables have a path live twice; then the order of vectors decides, not that of the maps. */
function goneByPath(before: Files, after: Files): Map<string, AddFile[]> {
  const gone = new Map<string, AddFile[]>()
  for (const [identity, { add }] of before) {
    if (after.has(identity)) continue
    const others = gone.get(add.path)
    if (others)
      gone.set(
        add.path,
        [...others, add].sort((a, b) => (vectorId(a) < vectorId(b) ? -1 : 1)),
      )
    else gone.set(add.path, [add])
  }
  return gone
}

function vectorId({ deletionVector }: AddFile): string {
  return dvUniqueId(deletionVector) ?? ''
}

/** What a live file says; `dataChange` is about the commit that said it. */
const FIELDS: readonly (keyof AddFile)[] = [
  'partitionValues',
  'size',
  'modificationTime',
  'stats',
  'tags',
  'deletionVector',
  'baseRowId',
  'defaultRowCommitVersion',
  'clusteringProvider',
  'extra',
]

function fieldsThatDiffer(before: AddFile, after: AddFile): (keyof AddFile)[] {
  return FIELDS.filter(
    field => before[field] !== after[field] && comparable(before[field]) !== comparable(after[field]),
  )
}

function comparable(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`
    return part instanceof Map ? [...part].sort(([a], [b]) => (a < b ? -1 : 1)) : part
  })
}

function totalsOf(
  added: readonly AddFile[],
  removed: readonly AddFile[],
  changed: readonly FileChange[],
): FileTotalsDiff {
  let [rowsAdded, rowsRemoved] = [sumRows(added), sumRows(removed)]
  for (const { before, after } of changed) {
    const [old, now] = [logicalRows(before), logicalRows(after)]
    if (old === undefined || now === undefined) [rowsAdded, rowsRemoved] = [undefined, undefined]
    else if (now > old) rowsAdded = rowsAdded === undefined ? undefined : rowsAdded + now - old
    else rowsRemoved = rowsRemoved === undefined ? undefined : rowsRemoved + old - now
  }
  return {
    filesAdded: added.length,
    filesRemoved: removed.length,
    bytesAdded: sumBytes(added),
    bytesRemoved: sumBytes(removed),
    rowsAdded,
    rowsRemoved,
  }
}

function sumBytes(files: readonly AddFile[]): bigint {
  return files.reduce((sum, { size }) => sum + size, 0n)
}

function sumRows(files: readonly AddFile[]): bigint | undefined {
  let sum = 0n
  for (const file of files) {
    const rows = logicalRows(file)
    if (rows === undefined) return undefined
    sum += rows
  }
  return sum
}
