import type { Action, Metadata } from '../actions.ts'
import { missingFeatures } from '../protocol-features.ts'
import { describeUpgrade, protocolWith } from '../protocol-upgrade.ts'
import { parseSchema } from '../schema.ts'
import type { Template, TemplateTable } from './template.ts'

/** A commit that replaces the metadata, and raises the protocol where the new metadata needs it. */
export function changeMetadata(
  table: TemplateTable,
  metadata: Metadata,
  change: Pick<Template & { kind: 'made' }, 'operation' | 'parameters' | 'notes'>,
): Template {
  const schema = parseSchema(metadata.schemaString)
  const use = { metadata, schema: schema.kind === 'ok' ? schema.value : undefined }
  const missing = missingFeatures(table.protocol, use).map(({ name }) => name)
  const protocol = missing.length > 0 ? protocolWith(table.protocol, missing) : undefined
  const consequences = protocol ? describeUpgrade(table.protocol, protocol).consequences : []
  const actions: Action[] = protocol ? [protocol, metadata] : [metadata]
  return { kind: 'made', actions, ...change, notes: [...change.notes, ...consequences] }
}
