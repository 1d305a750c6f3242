import type { ImportProblem } from '../../shared/contract/import.ts'
import { parseVersionChecksum, type VersionChecksum } from '../../shared/delta/version-checksum.ts'
import { LOG_FILE_BYTES_MAX } from '../../shared/limits.ts'
import type { ObjectStore } from '../object-store/object-store.ts'
import { problemOfIssue } from './log-finding.ts'
import type { VersionFile } from './log-listing.ts'
import { readText } from './read-text.ts'

export type ChecksumRead =
  | { readonly kind: 'ok'; readonly checksum: VersionChecksum }
  | { readonly kind: 'refused'; readonly problems: readonly ImportProblem[] }

/** Reads a `<version>.crc`; one that cannot be read says nothing about its version. */
export async function readChecksum(store: ObjectStore, { file }: VersionFile): Promise<ChecksumRead> {
  const read = await readText(store, file, LOG_FILE_BYTES_MAX)
  if (read.kind === 'refused') return { kind: 'refused', problems: [read.problem] }
  const parsed = parseVersionChecksum(read.text)
  if (parsed.kind === 'ok') return { kind: 'ok', checksum: parsed.value }
  return { kind: 'refused', problems: parsed.issues.map(issue => problemOfIssue(issue, file, 'canonical')) }
}
