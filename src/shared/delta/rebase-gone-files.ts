import { fileIdentity } from './file-identity.ts'
import type { RebaseStep } from './rebase-state.ts'

/** Remembers which files the winners have taken away for good. */
export const noteGoneFiles: RebaseStep = ({ winner, goneFiles }) => {
  for (const { path, deletionVector } of winner.removes)
    goneFiles.set(fileIdentity(path, deletionVector), winner.version)
  for (const { path, deletionVector } of winner.adds) goneFiles.delete(fileIdentity(path, deletionVector))
}

/** A file that is gone cannot be removed once more. Only a rebase over a conflict comes upon one. */
export const leaveOutGoneFiles: RebaseStep = state => {
  const before = state.actions.length
  state.actions = state.actions.filter(action => {
    if (action.kind !== 'remove') return true
    const version = state.goneFiles.get(fileIdentity(action.path, action.deletionVector))
    if (version === undefined) return true
    state.note({ kind: 'already-removed', subject: action.path }, 'remove', `left out: v${version} removed it`)
    return false
  })
  if (state.actions.length === before || !state.actions.some(({ kind }) => kind === 'add')) return
  state.cautions.push(
    'Files that this commit replaces are gone: what it adds in their place may bring back rows that were deleted.',
  )
}
