import type { AddFile, Metadata, Protocol } from '../../shared/delta/actions.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import type { Snapshot } from '../../shared/delta/snapshot.ts'

/** A part of a state that two sources tell differently; one sentence each. */
export interface SnapshotDifference {
  /** `file`, `protocol`, `metadata`, `txn` or `domain`, as far as differences are counted by kind. */
  readonly part: 'file' | 'protocol' | 'metadata' | 'txn' | 'domain'
  readonly message: string
}

/**
 * In what `actual` differs from `expected`, at most `differencesMax` times. Compared is what a table's readers see: live
 * files with their sizes, partitions and deletion vectors, protocol, metadata, transactions and domains. Statistics are
 * left out, because a checkpoint may keep them as a struct, and so are tombstones, because it drops expired ones.
 */
export function compareSnapshots(expected: Snapshot, actual: Snapshot, differencesMax = 100): SnapshotDifference[] {
  const differences: SnapshotDifference[] = []
  for (const difference of differencesOf(expected, actual)) {
    if (differences.push(difference) >= differencesMax) break
  }
  return differences
}

function* differencesOf(expected: Snapshot, actual: Snapshot): Generator<SnapshotDifference, void> {
  yield* compareText('protocol', 'protocol', protocolText(expected.protocol), protocolText(actual.protocol))
  yield* compareText('metadata', 'metadata', metadataText(expected.metadata), metadataText(actual.metadata))
  yield* compareMaps('file', expected.files, actual.files, ({ add }) => fileText(add))
  yield* compareMaps('txn', expected.txns, actual.txns, ({ version }) => `version ${version}`)
  yield* compareMaps('domain', expected.domains, actual.domains, ({ configuration }) => configuration)
}

function* compareMaps<T>(
  part: SnapshotDifference['part'],
  expected: ReadonlyMap<string, T>,
  actual: ReadonlyMap<string, T>,
  textOf: (value: T) => string,
): Generator<SnapshotDifference, void> {
  for (const [key, value] of expected) {
    const other = actual.get(key)
    yield* compareText(part, nameOf(part, key), textOf(value), other && textOf(other))
  }
  for (const [key, value] of actual) {
    if (!expected.has(key)) yield* compareText(part, nameOf(part, key), undefined, textOf(value))
  }
}

function* compareText(
  part: SnapshotDifference['part'],
  name: string,
  expected: string | undefined,
  actual: string | undefined,
): Generator<SnapshotDifference, void> {
  if (expected === actual) return
  yield { part, message: `${name}: expected ${shorten(expected ?? 'none')}, got ${shorten(actual ?? 'none')}.` }
}

/** The identity of a file holds its path and its deletion vector's id. */
function nameOf(part: SnapshotDifference['part'], key: string): string {
  const [path = '', vector = ''] = key.split('\u0000')
  return `${part} ${JSON.stringify(path)}${vector === '' ? '' : ` with deletion vector ${vector}`}`
}

function fileText({ partitionValues, size, modificationTime, deletionVector, baseRowId }: AddFile): string {
  const values = [...partitionValues].map(([key, value]) => JSON.stringify([key, value])).sort()
  const vector = deletionVector && `${deletionVector.sizeInBytes}/${deletionVector.cardinality}`
  return `size ${size}, modified ${modificationTime}, partition ${values.join()}, vector ${vector}, rows from ${baseRowId}`
}

function protocolText(protocol: Protocol | undefined): string | undefined {
  if (!protocol) return undefined
  const { readerFeatures, writerFeatures } = protocol
  return printAction({
    ...protocol,
    readerFeatures: readerFeatures?.toSorted(),
    writerFeatures: writerFeatures?.toSorted(),
    extra: undefined,
  })
}

function metadataText(metadata: Metadata | undefined): string | undefined {
  return metadata && printAction({ ...metadata, extra: undefined })
}

const SHOWN_CHARACTERS_MAX = 300

function shorten(text: string): string {
  return text.length <= SHOWN_CHARACTERS_MAX ? text : `${text.slice(0, SHOWN_CHARACTERS_MAX)}…`
}
