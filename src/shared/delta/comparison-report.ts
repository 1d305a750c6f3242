import { describeSchemaChange } from './describe-schema-change.ts'
import type { TableDiff } from './diff.ts'

/** One line of what differs besides files: `schema + discount decimal(10,2)`. */
export interface StateChange {
  readonly part: 'schema' | 'partitioning' | 'property' | 'detail' | 'protocol' | 'transaction' | 'domain'
  readonly sign: '+' | '-' | '~'
  readonly subject: string
  readonly what: string
}

/** Everything that differs between two states of a table but its files, in words. */
export function describeStateDiff(diff: TableDiff): StateChange[] {
  const { schema, isSchemaUnreadable, partitioning, properties, details, protocol, txns, domains } = diff
  return [
    ...schema.map(describeSchemaChange).map(({ sign, column, what }) => change('schema', sign, column, what)),
    ...(isSchemaUnreadable ? [change('schema', '~', 'schema', 'differs, and one of the two cannot be read')] : []),
    ...(partitioning
      ? [change('partitioning', '~', 'partition columns', `${list(partitioning.from)} → ${list(partitioning.to)}`)]
      : []),
    ...values('property', properties),
    ...values('detail', details),
    ...(protocol ? protocolChanges(protocol) : []),
    ...values('transaction', txns),
    ...values('domain', domains),
  ]
}

function protocolChanges({ from, to, addedFeatures, removedFeatures }: NonNullable<TableDiff['protocol']>) {
  const versions = (side: typeof from) =>
    side ? `reader ${side.minReaderVersion}, writer ${side.minWriterVersion}` : 'none'
  const [old, now] = [versions(from), versions(to)]
  return [
    ...(old === now ? [] : [change('protocol', '~', 'versions', `${old} → ${now}`)]),
    ...addedFeatures.map(name => change('protocol', '+', name, 'must be known to clients now')),
    ...removedFeatures.map(name => change('protocol', '-', name, 'need not be known any more')),
  ]
}

function values(part: StateChange['part'], changes: TableDiff['properties']): StateChange[] {
  return changes.map(({ key, from, to }) => {
    if (from === undefined) return change(part, '+', key, to ?? '')
    return to === undefined ? change(part, '-', key, from) : change(part, '~', key, `${from} → ${to}`)
  })
}

function change(part: StateChange['part'], sign: StateChange['sign'], subject: string, what: string): StateChange {
  return { part, sign, subject, what }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}
