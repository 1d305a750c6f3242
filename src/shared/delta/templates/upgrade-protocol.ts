import { findFeature } from '../protocol-features.ts'
import { describeUpgrade, protocolWith } from '../protocol-upgrade.ts'
import { refuse, type Template, type TemplateTable } from './template.ts'

/** Makes the table support features and what they need; the notes say what becomes irreversible. */
export function upgradeProtocol({ protocol }: TemplateTable, features: readonly string[]): Template {
  const unknown = features.filter(name => !findFeature(name))
  if (unknown.length > 0) return refuse(`No feature of Delta is known as ${unknown.join(', ')}.`)
  const upgraded = protocolWith(protocol, features)
  const { gained, consequences } = describeUpgrade(protocol, upgraded)
  if (gained.length === 0) return refuse('The table supports all of that already.')
  const version = { minReaderVersion: upgraded.minReaderVersion, minWriterVersion: upgraded.minWriterVersion }
  return {
    kind: 'made',
    actions: [upgraded],
    operation: 'UPGRADE PROTOCOL',
    parameters: { newProtocol: JSON.stringify(version) },
    notes: [`Newly supported: ${gained.map(({ name }) => name).join(', ')}.`, ...consequences],
  }
}
