import type { Action } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import type { VersionChecksum } from '../../shared/delta/version-checksum.ts'
import { Pauses } from '../delta-log/pauses.ts'
import type { Database } from '../postgres/connection.ts'
import { type FileInterval, readFileIntervals } from '../postgres/file-intervals.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { fileDetails, StateDigest } from './state-digest.ts'
import { type StatedState, statedState } from './stated-state.ts'

/** What the live files of a version amount to. */
class FileSums {
  readonly digest = new StateDigest()
  bytes = 0n
  vectors = 0n
  deletedRows = 0n

  take(file: FileInterval, sign: 1 | -1): void {
    const details = fileDetails(file)
    if (sign === 1) this.digest.add(file.fileKey, details)
    else this.digest.remove(file.fileKey, details)
    const signed = BigInt(sign)
    this.bytes += signed * file.size
    this.deletedRows += signed * file.deletedRows
    if (file.hasVector) this.vectors += signed
  }

  merge(other: FileSums): void {
    this.digest.merge(other.digest)
    this.bytes += other.bytes
    this.vectors += other.vectors
    this.deletedRows += other.deletedRows
  }
}

/** A table's states at some of its versions, as the database gives them: one pass over the files for all of them. */
export class StoredHistory {
  readonly #database: Database
  readonly #tableId: string
  readonly #sums: ReadonlyMap<bigint, FileSums>

  private constructor(database: Database, tableId: string, sums: ReadonlyMap<bigint, FileSums>) {
    this.#database = database
    this.#tableId = tableId
    this.#sums = sums
  }

  /** `versions` in any order, none after `head`. */
  static async read(
    database: Database,
    tableId: string,
    versions: readonly bigint[],
    head: bigint,
    signal: AbortSignal,
  ): Promise<StoredHistory> {
    const points = [...new Set(versions)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    const changes = points.map(() => new FileSums())
    const pauses = new Pauses()
    for await (const files of readFileIntervals(database, tableId, head)) {
      signal.throwIfAborted()
      for (const file of files) {
        const added = firstAtOrAfter(points, file.version)
        const removed = file.removedVersion === null ? points.length : firstAtOrAfter(points, file.removedVersion)
        if (added === removed) continue
        changes[added]?.take(file, 1)
        changes[removed]?.take(file, -1)
        await pauses.ifDue()
      }
    }
    const sums = new Map<bigint, FileSums>()
    let before: FileSums | undefined
    for (const [index, point] of points.entries()) {
      const sum = changes[index] ?? new FileSums()
      if (before) sum.merge(before)
      sums.set(point, sum)
      before = sum
    }
    return new StoredHistory(database, tableId, sums)
  }

  /** Of a version that was asked for. */
  async stateAt(version: bigint): Promise<StatedState> {
    const header = await readSnapshotHeader(this.#database, this.#tableId, version)
    const actions = [header?.protocol, header?.metaData, ...(header?.txns ?? []), ...(header?.domains ?? [])].flatMap(
      actionOf,
    )
    const txns = actions.flatMap(action => (action.kind === 'txn' ? [[action.appId, action] as const] : []))
    const domains = actions.flatMap(action =>
      action.kind === 'domainMetadata' ? [[action.domain, action] as const] : [],
    )
    return statedState({
      digest: this.#sums.get(version)?.digest ?? new StateDigest(),
      protocol: actions.find(action => action.kind === 'protocol'),
      metadata: actions.find(action => action.kind === 'metaData'),
      txns: new Map(txns),
      domains: new Map(domains),
    })
  }

  /** What a version checksum says otherwise, in words. */
  checksumDifferences(version: bigint, stated: VersionChecksum): string[] {
    const sums = this.#sums.get(version) ?? new FileSums()
    const pairs: readonly [string, bigint | undefined, bigint][] = [
      ['bytes', stated.tableSizeBytes, sums.bytes],
      ['files', stated.numFiles, BigInt(sums.digest.files)],
      ['deleted rows', stated.numDeletedRecords, sums.deletedRows],
      ['deletion vectors', stated.numDeletionVectors, sums.vectors],
    ]
    return pairs.flatMap(([what, theirs, ours]) =>
      theirs === undefined || theirs === ours ? [] : [`${theirs} ${what}, and the table has ${ours}`],
    )
  }
}

/** Position of the first point that is not before the version; the number of points where there is none. */
function firstAtOrAfter(points: readonly bigint[], version: bigint): number {
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((points[middle] ?? version) < version) low = middle + 1
    else high = middle
  }
  return low
}

function actionOf(line: string | null | undefined): Action[] {
  if (line === null || line === undefined) return []
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' ? [parsed.value.action] : []
}
