import type { ConflictContext } from './conflict-context.ts'
import type { WinningCommit } from './winning-commit.ts'

const NAMES_SHOWN = 3

/** `Version 1286 (WRITE)`. */
export function nameWinner({ version, operation }: WinningCommit): string {
  return operation === undefined ? `Version ${version}` : `Version ${version} (${operation})`
}

export function countFiles(files: readonly unknown[]): string {
  return files.length === 1 ? 'a file' : `${files.length} files`
}

/** The first few names and how many more there are. */
export function listNames(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN
  return rest > 0 ? `${names.slice(0, NAMES_SHOWN).join(', ')} and ${rest} more` : names.join(', ')
}

/** Why a draft may follow a winner that broke no rule. */
export function describeCoexistence(draft: ConflictContext, winner: WinningCommit): string {
  const reasons = [
    winner.adds.length > 0 ? [describeAdds(draft, winner)] : [],
    winner.removes.length > 0
      ? [`It removed ${countFiles(winner.removes)}, which this commit has neither read nor removes.`]
      : [],
    winner.protocol ? ['Its protocol can be taken over.'] : [],
    winner.metadata ? ['Its metadata can be taken over.'] : [],
  ].flat()
  return reasons.length > 0 ? reasons.join(' ') : 'It touched nothing that this commit depends on.'
}

function describeAdds(draft: ConflictContext, winner: WinningCommit): string {
  const added = `It added ${countFiles(winner.adds)}`
  if (draft.engine === 'kernel') return `${added}; the kernel does not ask what was read.`
  if (draft.isBlindAppend) return `${added}; this commit has read nothing, so it cannot have missed them.`
  if (draft.isolation === 'SnapshotIsolation') return `${added}; a commit that changes no data does not mind.`
  if (draft.isolation === 'WriteSerializable' && winner.isBlindAppend && !draft.changesMetadata) {
    return `${added} without reading; WriteSerializable lets such a commit count as the later one.`
  }
  return `${added} outside of what this commit has read.`
}
