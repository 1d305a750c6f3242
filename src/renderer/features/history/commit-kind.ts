import type { VersionSummary } from '../../../shared/contract/schemas.ts'

/** What a version did, by what matters most in it. */
export type CommitKind = 'base' | 'protocol' | 'schema' | 'rewrite' | 'append' | 'quiet'

/** Sorts a version into one kind: a protocol change outweighs a schema change, which outweighs its files. */
export function commitKindOf({ kind, counts, filesAdded, filesRemoved }: VersionSummary): CommitKind {
  if (kind === 'base') return 'base'
  if (counts.protocol > 0) return 'protocol'
  if (counts.metaData > 0) return 'schema'
  if (filesRemoved > 0n) return 'rewrite'
  return filesAdded > 0n ? 'append' : 'quiet'
}

export const KIND_WORDS: Record<CommitKind, string> = {
  base: 'The state that a checkpoint gave; older history was not to be had',
  protocol: 'Changes the protocol',
  schema: 'Changes the metadata: schema, partitioning or properties',
  rewrite: 'Removes files',
  append: 'Only adds files',
  quiet: 'Touches no file',
}
