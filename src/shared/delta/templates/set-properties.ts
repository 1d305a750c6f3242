import type { Metadata } from '../actions.ts'
import { findProperty } from '../effective-properties.ts'
import { parseSchema, printSchema } from '../schema.ts'
import { parsePropertyValue } from '../table-property.ts'
import { changeMetadata } from './change-metadata.ts'
import { numberColumns } from './number-columns.ts'
import { refuse, type Template, type TemplateTable } from './template.ts'
import { isProtocolWish, wishedProtocol } from './wished-protocol.ts'

/** Sets properties to texts and takes away those that are null. Refused where a known property cannot have the text. */
export function setProperties(table: TemplateTable, changes: ReadonlyMap<string, string | null>): Template {
  const configuration = new Map(table.metadata.configuration)
  const notes: string[] = []
  for (const [name, text] of changes) {
    if (text === null) {
      configuration.delete(name)
      continue
    }
    if (isProtocolWish(name)) continue
    const known = findProperty(name)
    if (known && parsePropertyValue(known.type, text) === undefined) {
      return refuse(`The property ${name} cannot be ${JSON.stringify(text)}: ${known.summary}`)
    }
    if (!known && name.startsWith('delta.')) notes.push(`No implementation of Delta is known to look at ${name}.`)
    configuration.set(name, text)
  }
  const wished = wishedProtocol(table.protocol, changes)
  if (typeof wished === 'string') return refuse(wished)
  if (wished === table.protocol && isSame(configuration, table.metadata.configuration))
    return refuse('The properties are like this already.')
  const isUnset = [...changes.values()].every(text => text === null)
  const metadata = withMapping({ ...table.metadata, configuration }, table.metadata)
  const properties = [...changes].map(([name, text]): [string, string] => [name, text ?? ''])
  return changeMetadata(
    table,
    metadata,
    {
      operation: isUnset ? 'UNSET TBLPROPERTIES' : 'SET TBLPROPERTIES',
      parameters: { properties: JSON.stringify(isUnset ? [...changes.keys()] : Object.fromEntries(properties)) },
      notes,
    },
    wished,
  )
}

const MODE = 'delta.columnMapping.mode'

/** Column mapping by name can begin on any table: its columns then need ids and the names that they have in the files. */
function withMapping(metadata: Metadata, before: Metadata): Metadata {
  const begins = metadata.configuration.get(MODE)?.toLowerCase() === 'name' && !before.configuration.has(MODE)
  const schema = begins ? parseSchema(metadata.schemaString) : undefined
  if (schema?.kind !== 'ok') return metadata
  const { schema: numbered, maxColumnId } = numberColumns(schema.value)
  const configuration = new Map(metadata.configuration).set('delta.columnMapping.maxColumnId', String(maxColumnId))
  return { ...metadata, configuration, schemaString: printSchema(numbered) }
}

function isSame(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, text]) => b.get(name) === text)
}
