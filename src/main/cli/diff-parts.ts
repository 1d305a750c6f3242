import type { ComparisonSummary, FileChange } from '../../shared/contract/comparisons.ts'
import { describeSchemaChange } from '../../shared/delta/describe-schema-change.ts'
import type { TableDiff } from '../../shared/delta/diff.ts'
import { formatBytes, formatCount } from './format.ts'
import { type Json, JsonText } from './print-json.ts'

/** What stands before a file that differs. */
export const SIGNS = { added: '+', removed: '-', 'deletion-vector': '~', refreshed: '~' } as const

/** What became of schema, properties and protocol, for programs. */
export function stateDiffJson(diff: TableDiff): Readonly<Record<string, Json | undefined>> {
  const { schema, properties, partitioning, protocol, txns, domains } = diff
  return {
    schema: schema.map(change => ({ ...change, path: [...change.path] })),
    properties: properties.map(change => ({ ...change })),
    partitioning: partitioning && { from: [...partitioning.from], to: [...partitioning.to] },
    protocol: protocol && {
      addedFeatures: [...protocol.addedFeatures],
      removedFeatures: [...protocol.removedFeatures],
      from: protocol.from && versionsOf(protocol.from),
      to: protocol.to && versionsOf(protocol.to),
    },
    txns: txns.map(change => ({ ...change })),
    domains: domains.map(change => ({ ...change })),
  }
}

/** A file that differs, for programs, with its adds as they were committed. */
export function fileChangeJson({ before, after, ...change }: FileChange): Json {
  const json = (line: string | null) => (line === null ? null : new JsonText(line))
  return { ...change, before: json(before), after: json(after) }
}

/** A line for each kind of files that differ. */
export function printFileTotals(totals: ComparisonSummary['files']): string[] {
  return totals.map(
    ({ kind, files, bytesBefore, bytesAfter }) =>
      `files  ${SIGNS[kind]} ${formatCount(files)} ${kind}, ${formatBytes(bytesBefore)} → ${formatBytes(bytesAfter)}`,
  )
}

/** A line for each change of schema, properties and protocol. */
export function printStateDiff(diff: TableDiff): string[] {
  const changes = (title: string, list: TableDiff['properties']) =>
    list.map(({ key, from, to }) => `${title}  ${key}: ${from ?? 'unset'} → ${to ?? 'unset'}`)
  return [
    ...diff.schema.map(describeSchemaChange).map(({ sign, column, what }) => `schema  ${sign} ${column} ${what}`),
    ...(diff.isSchemaUnreadable ? ['schema  differs, and one of the two cannot be read'] : []),
    ...(diff.partitioning
      ? [`partitioned by  ${diff.partitioning.from.join(', ')} → ${diff.partitioning.to.join(', ')}`]
      : []),
    ...changes('property', diff.properties),
    ...changes('detail', diff.details),
    ...(diff.protocol ? printProtocol(diff.protocol) : []),
    ...changes('txn', diff.txns),
    ...changes('domain', diff.domains),
  ]
}

function printProtocol({ from, to, addedFeatures, removedFeatures }: NonNullable<TableDiff['protocol']>): string[] {
  const versions = (protocol: typeof from) =>
    protocol ? `reader ${protocol.minReaderVersion} writer ${protocol.minWriterVersion}` : 'none'
  return [
    `protocol  ${versions(from)} → ${versions(to)}`,
    ...addedFeatures.map(feature => `protocol  + ${feature}`),
    ...removedFeatures.map(feature => `protocol  - ${feature}`),
  ]
}

function versionsOf({ minReaderVersion, minWriterVersion }: { minReaderVersion: number; minWriterVersion: number }) {
  return { minReaderVersion, minWriterVersion }
}
