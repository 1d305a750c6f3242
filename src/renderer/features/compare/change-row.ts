import type { FileChange } from '../../../shared/contract/comparisons.ts'
import { type ShownFile, shownFile } from '../../app/add-file.ts'

/** A file that differs, as the grid shows it. */
export interface ChangeRow {
  readonly kind: FileChange['kind']
  readonly path: string
  /** The version that made the newest difference. */
  readonly version: bigint
  readonly before: ShownFile | undefined
  readonly after: ShownFile | undefined
  readonly deltaBytes: bigint
  /** Undefined where one of the sides does not say how many rows it has. */
  readonly deltaRows: bigint | undefined
}

export const CHANGE_SIGNS = { added: '+', removed: '−', 'deletion-vector': '≈', refreshed: '≈' } as const
export const CHANGE_WORDS = {
  added: 'added',
  removed: 'removed',
  'deletion-vector': 'rows deleted in place',
  refreshed: 'described anew',
} as const satisfies Record<FileChange['kind'], string>

export function changeRow({ kind, path, version, before, after }: FileChange): ChangeRow {
  const [old, now] = [before, after].map(line => (line === null ? undefined : shownFile({ line, version })))
  const rows = (file: ShownFile | undefined) => (file ? file.rows : 0n)
  const [oldRows, newRows] = [rows(old), rows(now)]
  return {
    kind,
    path,
    version,
    before: old,
    after: now,
    deltaBytes: (now?.add?.size ?? 0n) - (old?.add?.size ?? 0n),
    deltaRows: oldRows === undefined || newRows === undefined ? undefined : newRows - oldRows,
  }
}
