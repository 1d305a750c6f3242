import type { CommitLine } from './actions.ts'
import { fileIdentity } from './file-identity.ts'

/**
 * The identities whose state the rules ask for, each once: every file that is added or removed, and for adds with a
 * deletion vector the same path without one, which is the usual case of a path that is live with something else.
 */
export function identitiesToLookUp(lines: readonly CommitLine[]): string[] {
  const identities = new Set<string>()
  for (const { action } of lines) {
    if (action.kind !== 'add' && action.kind !== 'remove') continue
    identities.add(fileIdentity(action.path, action.deletionVector))
    if (action.kind === 'add' && action.deletionVector) identities.add(fileIdentity(action.path))
  }
  return [...identities]
}
