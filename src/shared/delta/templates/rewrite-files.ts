import type { AddFile } from '../actions.ts'
import { logicalRows } from '../stats.ts'
import { removeOf } from './remove-of.ts'
import { refuse, type Template } from './template.ts'

export interface RewriteFiles {
  /** Live files; each is replaced by one. */
  readonly files: readonly AddFile[]
  /** The rows that change, as they were asked for; absent where the files were picked one by one. */
  readonly predicate?: string | undefined
  /** Milliseconds since 1970. */
  readonly nowMs: bigint
  /** A file name that no other file has. */
  readonly newName: (index: number) => string
}

/** Replaces files by rewritten ones, as an update of rows does: what the new files hold is their author's to say. */
export function rewriteFiles({ files, predicate, nowMs, newName }: RewriteFiles): Template {
  if (files.length === 0) return refuse('There is no file to rewrite.')
  const adds = files.map((add, index): AddFile => {
    const folder = add.path.slice(0, add.path.lastIndexOf('/') + 1)
    const rows = logicalRows(add)
    return {
      kind: 'add',
      path: `${folder}${newName(index)}`,
      partitionValues: add.partitionValues,
      size: add.size,
      modificationTime: nowMs,
      dataChange: true,
      stats: rows === undefined ? undefined : `{"numRecords":${rows}}`,
    }
  })
  return {
    kind: 'made',
    actions: [...files.map(add => removeOf(add, nowMs)), ...adds],
    operation: 'UPDATE',
    parameters: { predicate: JSON.stringify(predicate === undefined ? [] : [predicate]) },
    notes: [
      'Path, size and statistics of the new files are placeholders: write the real files first and fill them in.',
    ],
    scans: predicate === undefined ? [] : [predicate],
  }
}
