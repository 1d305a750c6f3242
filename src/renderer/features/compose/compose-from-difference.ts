import type { FileChange } from '../../../shared/contract/comparisons.ts'
import type { AddFile } from '../../../shared/delta/actions.ts'
import { fileIdentity } from '../../../shared/delta/file-identity.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import { removeOf } from '../../../shared/delta/templates/remove-of.ts'
import type { ComposedText } from './compose-from-version.ts'

/** Schema and protocol of one side, as Delta JSON lines. */
export interface SideState {
  readonly protocol: string | null
  readonly metaData: string | null
}

/**
 * The text of a commit that does at once what lies between two versions: files that came are added, files that left are
 * removed, and schema and properties become those of the second. A protocol is told of and never taken over by itself.
 */
export function composeFromDifference(
  changes: readonly FileChange[],
  before: SideState,
  after: SideState,
  nowMs: number,
): ComposedText {
  const metadata = after.metaData !== null && after.metaData !== before.metaData ? [after.metaData] : []
  const removes = changes.flatMap(({ before: line, after: next }) => {
    const add = addOf(line)
    const then = addOf(next)
    // An add of the same file replaces what is said of it; only one under another deletion vector needs a remove.
    if (!add || (then && identityOf(then) === identityOf(add))) return []
    return [printAction(removeOf(add, BigInt(nowMs)))]
  })
  const adds = changes.flatMap(({ after: line }) => (line === null ? [] : [line]))
  const notes = [
    'It does the net difference: files that came and went in between are not in it.',
    ...(adds.length > 0 ? ['The files that it adds must still be in the table’s folder.'] : []),
    ...(before.protocol === after.protocol
      ? []
      : ['The two versions differ in their protocol; the draft leaves the protocol of the head alone.']),
  ]
  return { text: [...metadata, ...removes, ...adds].map(line => `${line}\n`).join(''), notes }
}

function addOf(line: string | null): AddFile | undefined {
  const parsed = line === null ? undefined : parseAction(line, 0)
  return parsed?.kind === 'ok' && parsed.value.action.kind === 'add' ? parsed.value.action : undefined
}

function identityOf(add: AddFile): string {
  return fileIdentity(add.path, add.deletionVector)
}
