import { FieldReader } from './field-reader.ts'
import type { Checked, Issue } from './issue.ts'
import { describeJson, readJson } from './json.ts'
import { fileTotals, type Snapshot } from './snapshot.ts'

const SECTION = 'Version Checksum File'

/** What `<version>.crc` says of a version's state and can be compared without reading statistics. */
export interface VersionChecksum {
  readonly tableSizeBytes: bigint
  readonly numFiles: bigint
  readonly numMetadata: bigint
  readonly numProtocol: bigint
  readonly inCommitTimestamp?: bigint | undefined
  readonly numDeletedRecords?: bigint | undefined
  readonly numDeletionVectors?: bigint | undefined
}

/** Reads the text of a version checksum file; its path starts inside the file. */
export function parseVersionChecksum(text: string): Checked<VersionChecksum> {
  const read = readJson(text)
  if (read.kind === 'invalid') return read
  if (read.value.kind !== 'object') {
    const message = `Expected an object, got ${describeJson(read.value)}`
    return { kind: 'invalid', issues: [{ rule: 'shape.type', severity: 'error', path: [], message, section: SECTION }] }
  }
  const issues: Issue[] = []
  const fields = new FieldReader(read.value, [], SECTION, issues)
  const value: VersionChecksum = {
    tableSizeBytes: fields.requiredLong('tableSizeBytes'),
    numFiles: fields.requiredLong('numFiles'),
    numMetadata: fields.requiredLong('numMetadata'),
    numProtocol: fields.requiredLong('numProtocol'),
    inCommitTimestamp: fields.long('inCommitTimestampOpt'),
    numDeletedRecords: fields.long('numDeletedRecordsOpt'),
    numDeletionVectors: fields.long('numDeletionVectorsOpt'),
  }
  return issues.some(({ severity }) => severity === 'error')
    ? { kind: 'invalid', issues }
    : { kind: 'ok', value, warnings: issues }
}

/**
 * Whether a snapshot is the one that its checksum describes (Delta protocol, "State Validation"); one issue for each
 * number that differs. A commit that lost lines at its end is found by nothing else.
 */
export function compareChecksum(snapshot: Snapshot, checksum: VersionChecksum): Issue[] {
  const totals = fileTotals(snapshot)
  const pairs: readonly [field: string, stated: bigint | undefined, actual: bigint | undefined][] = [
    ['tableSizeBytes', checksum.tableSizeBytes, totals.bytes],
    ['numFiles', checksum.numFiles, BigInt(totals.files)],
    ['numMetadata', checksum.numMetadata, snapshot.metadata ? 1n : 0n],
    ['numProtocol', checksum.numProtocol, snapshot.protocol ? 1n : 0n],
    ['inCommitTimestampOpt', checksum.inCommitTimestamp, snapshot.commitInfo?.inCommitTimestamp],
    ['numDeletedRecordsOpt', checksum.numDeletedRecords, totals.deletedRows],
    ['numDeletionVectorsOpt', checksum.numDeletionVectors, BigInt(totals.deletionVectors)],
  ]
  return pairs.flatMap(([field, stated, actual]): Issue[] => {
    if (stated === undefined || stated === actual) return []
    const message = `The checksum of version ${snapshot.version} says ${stated}, the log gives ${actual ?? 'none'}`
    return [{ rule: 'checksum.differs', severity: 'error', path: [field], message, section: SECTION }]
  })
}
