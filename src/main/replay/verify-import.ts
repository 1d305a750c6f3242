import type { ImportProblem } from '../../shared/contract/import.ts'
import type { TaskProgress, Verification } from '../../shared/contract/tasks.ts'
import { parseVersionChecksum } from '../../shared/delta/version-checksum.ts'
import { IMPORT_PROBLEMS_MAX } from '../../shared/import-limits.ts'
import { LOG_FILE_BYTES_MAX, VERIFIED_COMMITS } from '../../shared/limits.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { isUsable } from '../delta-log/plan-snapshot.ts'
import { readText } from '../delta-log/read-text.ts'
import type { Database } from '../postgres/connection.ts'
import { readStoredText } from '../postgres/stored-commit.ts'
import { checkpointState } from './checkpoint-state.ts'
import type { History } from './choose-history.ts'
import { CommitIdDigest } from './imported-commit-id.ts'
import { ProgressMeter } from './progress-meter.ts'
import { differences, type StatedState } from './stated-state.ts'
import { StoredHistory } from './stored-history.ts'

export interface VerifiedImport {
  readonly database: Database
  readonly log: DeltaLog
  readonly history: History
  readonly commitIds: ReadonlyMap<bigint, string>
  readonly headState: StatedState
  readonly tableId: string
}

/**
 * Holds a table against the log that it came from: the state that the database gives against the source's at its head, at
 * every checkpoint and at every version checksum, and the bytes of some versions. The database's side is one pass over
 * the files, so that the number of checkpoints costs only the reading of them.
 */
export async function verifyImport(
  { database, log, history, commitIds, headState, tableId }: VerifiedImport,
  onProgress: (progress: TaskProgress) => void,
  signal: AbortSignal,
): Promise<Verification> {
  const found = new Differences()
  const { first, head } = history
  const inRange = ({ version }: { readonly version: bigint }) => version >= first && version <= head
  const checkpoints = log.listing.checkpoints.filter(checkpoint => isUsable(checkpoint) && inRange(checkpoint))
  const checksums = log.listing.checksums.filter(inRange)
  const points = [...checkpoints, ...checksums].map(({ version }) => version)
  const sampled = sampleOf([...commitIds.keys()].filter(version => version <= head))
  const meter = new ProgressMeter('verify', { versions: checkpoints.length + checksums.length + sampled.length + 1 })
  let steps = 0
  const step = () => onProgress(meter.at({ versions: ++steps, rows: 0, bytes: 0 }, head))
  onProgress(meter.at({ versions: 0, rows: 0, bytes: 0 }, head))
  const stored = await StoredHistory.read(database, tableId, [...points, head], head, signal)
  found.note(null, head, differences(await stored.stateAt(head), headState))
  const headIsSame = found.list.length === 0
  step()
  for (const checkpoint of checkpoints) {
    const theirs = await checkpointState(log, checkpoint, signal)
    const file = checkpoint.files[0] ?? null
    if (theirs.kind === 'damaged') found.add('verify.checkpoint-unreadable', file, theirs.message)
    else found.note(file, checkpoint.version, differences(await stored.stateAt(checkpoint.version), theirs.state))
    step()
  }
  for (const { version, file } of checksums) {
    const read = await readText(log.store, file, LOG_FILE_BYTES_MAX)
    const parsed = read.kind === 'ok' ? parseVersionChecksum(read.text) : undefined
    if (parsed?.kind !== 'ok') found.add('verify.checksum-unreadable', file, 'The version checksum cannot be read.')
    else found.note(file, version, stored.checksumDifferences(version, parsed.value))
    signal.throwIfAborted()
    step()
  }
  for (const version of sampled) {
    if ((await storedCommitId(database, tableId, version)) !== commitIds.get(version))
      found.add('verify.commit', null, `The bytes of version ${version} are not those of the source.`)
    signal.throwIfAborted()
    step()
  }
  return {
    head: headIsSame ? 'same' : 'different',
    checkpoints: checkpoints.length,
    checksums: checksums.length,
    commits: sampled.length,
    differences: found.list,
  }
}

/** The id that follows from what is stored of a commit. */
async function storedCommitId(database: Database, tableId: string, version: bigint): Promise<string | undefined> {
  const pieces = await readStoredText(database, tableId, version)
  if (!pieces) return undefined
  const id = new CommitIdDigest(version)
  for await (const piece of pieces) id.update(piece)
  return id.finish()
}

/** Evenly spread, the first and the last among them. */
function sampleOf(versions: readonly bigint[]): readonly bigint[] {
  if (versions.length <= VERIFIED_COMMITS) return versions
  const step = (versions.length - 1) / (VERIFIED_COMMITS - 1)
  return Array.from({ length: VERIFIED_COMMITS }, (_, index) => versions[Math.round(index * step)] ?? 0n)
}

class Differences {
  readonly list: ImportProblem[] = []

  note(file: string | null, version: bigint, found: readonly string[]): void {
    for (const difference of found)
      this.add('verify.state', file, `At version ${version} the source has ${difference}.`)
  }

  add(rule: string, file: string | null, message: string): void {
    if (this.list.length < IMPORT_PROBLEMS_MAX) this.list.push({ rule, file, line: null, message })
  }
}
