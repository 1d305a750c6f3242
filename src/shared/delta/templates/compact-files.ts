import type { AddFile } from '../actions.ts'
import { logicalRows } from '../stats.ts'
import { removeOf } from './remove-of.ts'
import { refuse, type Template } from './template.ts'

export interface CompactFiles {
  /** Live files; those of one partition become one. */
  readonly files: readonly AddFile[]
  /** How they were asked for; absent where they were picked one by one. */
  readonly predicate?: string | undefined
  /** Milliseconds since 1970. */
  readonly nowMs: bigint
  /** A file name that no other file has. */
  readonly newName: (partition: number) => string
}

/**
 * Replaces the files of each partition by one that holds the same rows: no reader sees a difference, so nothing changes
 * data. Refused where rows cannot be counted. The new files' statistics say how many rows they hold and nothing else.
 */
export function compactFiles({ files, predicate, nowMs, newName }: CompactFiles): Template {
  const groups = [...groupByPartition(files).values()].filter(group => group.length > 1)
  if (groups.length === 0) return refuse('No partition has more than one of these files: there is nothing to compact.')
  const chosen = groups.flat()
  const uncounted = chosen.filter(add => logicalRows(add) === undefined)
  if (uncounted.length > 0) {
    return refuse('Not every file says how many rows it holds, so nobody could tell whether rows get lost.', uncounted)
  }
  const adds = groups.map((group, index) => mergedFile(group, newName(index), nowMs))
  return {
    kind: 'made',
    actions: [...chosen.map(add => removeOf(add, nowMs, false)), ...adds],
    operation: 'OPTIMIZE',
    parameters: {
      predicate: JSON.stringify(predicate === undefined || predicate.trim() === 'true' ? [] : [predicate]),
      zOrderBy: '[]',
      clusterBy: '[]',
      auto: false,
    },
    notes: [
      'Path, size and statistics of the new files are placeholders: write the real files first and fill them in.',
      ...(chosen.some(({ baseRowId }) => baseRowId !== undefined)
        ? ['The table tracks rows: the new files must carry the row ids of the old ones in their data.']
        : []),
    ],
  }
}

function groupByPartition(files: readonly AddFile[]): ReadonlyMap<string, readonly AddFile[]> {
  const groups = new Map<string, AddFile[]>()
  for (const add of files) {
    const key = JSON.stringify([...add.partitionValues].sort(([a], [b]) => (a < b ? -1 : 1)))
    const group = groups.get(key)
    if (group) group.push(add)
    else groups.set(key, [add])
  }
  return groups
}

function mergedFile(group: readonly AddFile[], name: string, nowMs: bigint): AddFile {
  const [first] = group
  const folder = first?.path.includes('/') ? first.path.slice(0, first.path.lastIndexOf('/') + 1) : ''
  const rows = group.reduce((sum, add) => sum + (logicalRows(add) ?? 0n), 0n)
  return {
    kind: 'add',
    path: `${folder}${name}`,
    partitionValues: first?.partitionValues ?? new Map(),
    size: group.reduce((sum, { size }) => sum + size, 0n),
    modificationTime: nowMs,
    dataChange: false,
    stats: `{"numRecords":${rows}}`,
  }
}
