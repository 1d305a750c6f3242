import type { Action, Metadata, Protocol } from '../actions.ts'
import { missingFeatures } from '../protocol-features.ts'
import { describeUpgrade, protocolWith } from '../protocol-upgrade.ts'
import { parseSchema } from '../schema.ts'
import type { Template, TemplateTable } from './template.ts'

/** A commit that replaces the metadata, and raises the protocol to what is wished and what the new metadata needs. */
export function changeMetadata(
  table: TemplateTable,
  metadata: Metadata,
  change: Pick<Template & { kind: 'made' }, 'operation' | 'parameters' | 'notes'>,
  wished: Protocol = table.protocol,
): Template {
  const schema = parseSchema(metadata.schemaString)
  const use = { metadata, schema: schema.kind === 'ok' ? schema.value : undefined }
  const missing = missingFeatures(wished, use).map(({ name }) => name)
  const needed = missing.length > 0 ? protocolWith(wished, missing) : wished
  const protocol = needed === table.protocol ? undefined : needed
  const consequences = protocol ? describeUpgrade(table.protocol, protocol).consequences : []
  const actions: Action[] = protocol ? [protocol, metadata] : [metadata]
  return { kind: 'made', actions, ...change, notes: [...change.notes, ...consequences] }
}
