import type { AddFile, CommitLine, RemoveFile } from './actions.ts'
import { fileIdentity } from './file-identity.ts'

/**
 * The identities whose state the rules ask for, each once: every file that is added or removed, and for adds with a
 * deletion vector the same path without one, which is the usual case of a path that is live with something else.
 */
export function identitiesToLookUp(lines: readonly CommitLine[]): string[] {
  return identitiesOf(lines, () => true)
}

/**
 * As `identitiesToLookUp`, without files that look new: of them the rules can only say that they replace themselves, which
 * is no error, and the database says so when they are inserted.
 */
export function identitiesToDecide(lines: readonly CommitLine[]): string[] {
  return identitiesOf(lines, action => !looksNew(action))
}

/** Files that are written anew for their statistics or tags say that no data changes. */
function looksNew(action: AddFile | RemoveFile): boolean {
  if (action.kind === 'remove' || !action.dataChange) return false
  return action.deletionVector === undefined && action.baseRowId === undefined
}

function identitiesOf(lines: readonly CommitLine[], isAsked: (action: AddFile | RemoveFile) => boolean): string[] {
  const identities = new Set<string>()
  for (const { action } of lines) {
    if ((action.kind !== 'add' && action.kind !== 'remove') || !isAsked(action)) continue
    identities.add(fileIdentity(action.path, action.deletionVector))
    if (action.kind === 'add' && action.deletionVector) identities.add(fileIdentity(action.path))
  }
  return [...identities]
}
