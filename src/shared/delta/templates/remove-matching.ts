import type { AddFile } from '../actions.ts'
import type { FileVerdict } from '../prune.ts'
import { removeOf } from './remove-of.ts'
import { refuse, type Template } from './template.ts'

export interface MatchingFile {
  readonly add: AddFile
  /** `every-row` only where it is certain. */
  readonly matches: Extract<FileVerdict, { kind: 'kept' }>['matches']
}

export interface RemoveMatching {
  /** Live files of which rows may match. */
  readonly files: readonly MatchingFile[]
  /** As it was written. */
  readonly predicate: string
  /** `overwrite` makes room for new files, `delete` does not. */
  readonly purpose: 'overwrite' | 'delete'
  /** Removes what surely matches and leaves alone what may match in part, instead of refusing. */
  readonly leavePartial: boolean
  /** The table's partition columns: an overwrite tells them. */
  readonly partitionBy?: readonly string[]
  /** Milliseconds since 1970. */
  readonly nowMs: bigint
}

/**
 * Removes whole files by a predicate. A file of which only some rows may match would have to be rewritten, which needs its
 * data: it is never removed here.
 */
export function removeMatching(request: RemoveMatching): Template {
  const { files, predicate, purpose, leavePartial, partitionBy = [], nowMs } = request
  const whole = files.filter(({ matches }) => matches === 'every-row').map(({ add }) => add)
  const partial = files.filter(({ matches }) => matches === 'some-rows').map(({ add }) => add)
  if (partial.length > 0 && !leavePartial) {
    const which = partial.length === 1 ? 'One file may hold' : `${partial.length} files may each hold`
    return refuse(`${which} rows that match and rows that do not: such files must be rewritten, not removed.`, partial)
  }
  if (whole.length === 0) {
    return refuse(files.length === 0 ? 'No file holds rows that match.' : 'No file surely holds matching rows alone.')
  }
  const left =
    partial.length === 1
      ? 'One file that may match in part stays as it is.'
      : `${partial.length} files that may match in part stay as they are.`
  const notes = [
    partial.length > 0 ? [left] : [],
    purpose === 'overwrite' ? ['Add the files that take their place.'] : [],
  ].flat()
  return {
    kind: 'made',
    actions: whole.map(add => removeOf(add, nowMs)),
    operation: purpose === 'overwrite' ? 'WRITE' : 'DELETE',
    parameters:
      purpose === 'overwrite'
        ? { mode: 'Overwrite', partitionBy: JSON.stringify(partitionBy), predicate }
        : { predicate: JSON.stringify([predicate]) },
    notes,
    scans: [predicate],
  }
}
