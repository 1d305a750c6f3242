import { parseSchema } from '../../src/shared/delta/schema.ts'
import type { Snapshot } from '../../src/shared/delta/snapshot.ts'
import { fileTotals } from '../../src/shared/delta/snapshot.ts'
import { logicalRows, parseStats } from '../../src/shared/delta/stats.ts'

/** What an authority says of a state, by the names of `expected.json`. */
export type ExpectedState = Readonly<Record<string, unknown>>

/** A field's actual value, in the form in which it is expected; undefined where the log alone cannot tell. */
type Actual = (snapshot: Snapshot, expected: unknown) => unknown

/**
 * Compares field by field; numbers and their texts are equal, null says nothing. `unknown` are fields that nothing here can
 * compare.
 */
export function compareState(snapshot: Snapshot, expected: ExpectedState): { problems: string[]; unknown: string[] } {
  const problems: string[] = []
  const unknown: string[] = []
  for (const [field, value] of Object.entries(expected)) {
    if (field === 'note' || value === null) continue
    const actual = Object.hasOwn(FIELDS, field) ? FIELDS[field]?.(snapshot, value) : undefined
    if (actual === undefined) unknown.push(field)
    else if (comparable(actual) !== comparable(value)) {
      problems.push(`version ${snapshot.version} ${field}: expected ${comparable(value)}, got ${comparable(actual)}`)
    }
  }
  return { problems, unknown }
}

const FIELDS: Readonly<Record<string, Actual>> = {
  version: ({ version }) => version,
  numDeltaFiles: ({ version }) => version + 1n,
  numFiles: ({ files }) => files.size,
  sizeInBytes: snapshot => fileTotals(snapshot).bytes,
  rowCount,
  numDeletionVectors: snapshot => fileTotals(snapshot).deletionVectors,
  numDeletedRecords: snapshot => fileTotals(snapshot).deletedRows,
  deletionVectorCardinalities: snapshot => adds(snapshot).flatMap(add => add.deletionVector?.cardinality ?? []),
  paths: snapshot => adds(snapshot).map(add => add.path),
  decodedPaths: snapshot => adds(snapshot).map(add => decoded(add.path)),
  partitionValues: snapshot => adds(snapshot).map(add => Object.fromEntries(add.partitionValues)),
  modificationTime: (snapshot, expected) =>
    picked(new Map(adds(snapshot).map(add => [add.path, add.modificationTime])), expected),
  statsMax: (snapshot, expected) => picked(greatest(snapshot), expected),
  minReaderVersion: ({ protocol }) => protocol?.minReaderVersion,
  minWriterVersion: ({ protocol }) => protocol?.minWriterVersion,
  readerFeatures: ({ protocol }) => protocol?.readerFeatures ?? [],
  writerFeatures: ({ protocol }) => protocol?.writerFeatures ?? [],
  readerFeaturesContain: ({ protocol }, expected) => contained(protocol?.readerFeatures ?? [], expected),
  writerFeaturesContain: ({ protocol }, expected) => contained(protocol?.writerFeatures ?? [], expected),
  properties: ({ metadata }, expected) => picked(metadata?.configuration ?? new Map(), expected),
  partitionColumns: ({ metadata }) => metadata?.partitionColumns,
  schemaFieldNames: ({ metadata }) => {
    const schema = parseSchema(metadata?.schemaString ?? '')
    return schema.kind === 'ok' ? schema.value.fields.map(({ name }) => name) : []
  },
  txns: ({ txns }) => Object.fromEntries([...txns].map(([appId, { version }]) => [appId, version])),
  txnsContain: ({ txns }, expected) =>
    picked(new Map([...txns].map(([appId, { version }]) => [appId, version])), expected),
  numTxns: ({ txns }) => txns.size,
  domains: ({ domains }, expected) =>
    Array.isArray(expected)
      ? [...domains.keys()]
      : Object.fromEntries([...domains].map(([name, { configuration }]) => [name, configuration])),
  domainsContain: ({ domains }, expected) => contained([...domains.keys()], expected),
  inCommitTimestamp: ({ commitInfo }) => commitInfo?.inCommitTimestamp,
}

function adds({ files }: Snapshot) {
  return [...files.values()].map(({ add }) => add)
}

/** As it is where it is no URI. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Undefined unless every file tells its rows. */
function rowCount(snapshot: Snapshot): bigint | undefined {
  return adds(snapshot).reduce<bigint | undefined>((sum, add) => {
    const rows = logicalRows(add)
    return sum === undefined || rows === undefined ? undefined : sum + rows
  }, 0n)
}

function greatest(snapshot: Snapshot): ReadonlyMap<string, string> {
  const maxima = adds(snapshot).flatMap(add => [...(parseStats(add.stats)?.maxValues ?? [])])
  return new Map(maxima.flatMap(([column, value]) => (value.kind === 'number' ? [[column, value.text] as const] : [])))
}

function contained(present: readonly string[], expected: unknown): unknown {
  return Array.isArray(expected) ? expected.filter(name => present.includes(name)) : undefined
}

function picked(values: ReadonlyMap<string, unknown>, expected: unknown): unknown {
  if (typeof expected !== 'object' || expected === null) return undefined
  return Object.fromEntries(Object.keys(expected).map(key => [key, values.get(key) ?? null]))
}

/** Text that is equal for equal values: numbers as text, names and items sorted. */
function comparable(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'number') return JSON.stringify(String(value))
  if (Array.isArray(value)) return `[${value.map(comparable).sort().join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${comparable(item)}`)
  return `{${members.sort().join(',')}}`
}
