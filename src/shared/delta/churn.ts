import type { Action, Version } from './actions.ts'
import { fileIdentity } from './file-identity.ts'

/** What a run of commits did on the way, as opposed to its net effect, which `diffSnapshots` gives. */
export interface Churn {
  readonly commits: number
  readonly filesAdded: number
  readonly filesRemoved: number
  readonly bytesAdded: bigint
  /** Of removes that name a size. */
  readonly bytesRemoved: bigint
  /** Added and removed again within the run: work of which nothing is left. */
  readonly transientFiles: number
  readonly transientBytes: bigint
  /** Removed and added again within the run, under the same path and deletion vector. */
  readonly returnedFiles: number
  readonly metadataChanges: number
  readonly protocolChanges: number
}

/** Counts what ascending commits did; a file that comes and goes twice counts twice. */
export function measureChurn(
  commits: Iterable<{ readonly version: Version; readonly actions: Iterable<Action> }>,
): Churn {
  const churn = {
    commits: 0,
    filesAdded: 0,
    filesRemoved: 0,
    bytesAdded: 0n,
    bytesRemoved: 0n,
    transientFiles: 0,
    transientBytes: 0n,
    returnedFiles: 0,
    metadataChanges: 0,
    protocolChanges: 0,
  }
  const addedSizes = new Map<string, bigint>()
  const removed = new Set<string>()
  for (const { actions } of commits) {
    churn.commits++
    for (const action of actions) {
      if (action.kind === 'metaData') churn.metadataChanges++
      if (action.kind === 'protocol') churn.protocolChanges++
      if (action.kind !== 'add' && action.kind !== 'remove') continue
      const identity = fileIdentity(action.path, action.deletionVector)
      if (action.kind === 'add') {
        churn.filesAdded++
        churn.bytesAdded += action.size
        if (removed.delete(identity)) churn.returnedFiles++
        addedSizes.set(identity, action.size)
        continue
      }
      const addedSize = addedSizes.get(identity)
      churn.filesRemoved++
      churn.bytesRemoved += action.size ?? addedSize ?? 0n
      removed.add(identity)
      if (addedSize === undefined) continue
      churn.transientFiles++
      churn.transientBytes += addedSize
      addedSizes.delete(identity)
    }
  }
  return churn
}
