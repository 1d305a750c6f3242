import type { AddFile, RemoveFile, Version } from './actions.ts'
import { fileIdentity } from './file-identity.ts'

export type FileAction = AddFile | RemoveFile

/** What one commit did to the file of a path. */
export interface FileLifeEvent {
  readonly version: Version
  /**
   * `refreshed`: added again while it was live, under the same deletion vector. `deletion-vector`: given another one.
   * `removed-nothing`: a remove that met no live file.
   */
  readonly kind: 'added' | 'removed' | 'refreshed' | 'deletion-vector' | 'removed-nothing'
}

export interface FileLife {
  readonly events: readonly FileLifeEvent[]
  readonly isLive: boolean
}

/** The life of one path through the commits that name it, oldest first. */
export function traceFile(
  commits: readonly { readonly version: Version; readonly actions: readonly FileAction[] }[],
): FileLife {
  let live: ReadonlySet<string> = new Set()
  const events = commits.map(({ version, actions }): FileLifeEvent => {
    const before = live
    const after = new Set(before)
    for (const action of actions) {
      const identity = fileIdentity(action.path, action.deletionVector)
      if (action.kind === 'add') after.add(identity)
      else after.delete(identity)
    }
    live = after
    return { version, kind: kindOf(before, after, actions) }
  })
  return { events, isLive: live.size > 0 }
}

function kindOf(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  actions: readonly FileAction[],
): FileLifeEvent['kind'] {
  const adds = actions.some(({ kind }) => kind === 'add')
  if (before.size === 0) return adds ? (after.size > 0 ? 'added' : 'removed-nothing') : 'removed-nothing'
  if (after.size === 0) return 'removed'
  if (!adds) return [...before].every(identity => after.has(identity)) ? 'removed-nothing' : 'removed'
  return [...after].every(identity => before.has(identity)) ? 'refreshed' : 'deletion-vector'
}
