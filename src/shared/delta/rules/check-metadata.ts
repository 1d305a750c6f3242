import type { Metadata } from '../actions.ts'
import type { Schema } from '../data-type.ts'
import { effectiveProperty, findProperty } from '../effective-properties.ts'
import type { Finding } from '../rules.ts'
import { parseSchema } from '../schema.ts'
import { parsePropertyValue } from '../table-property.ts'
import { PROPERTY_PREFIXES } from '../table-property-table.ts'
import { checkMapping } from './check-mapping.ts'
import { checkSchema } from './check-schema.ts'

type Path = Finding['path']

/** A metaData action by itself (Delta protocol, "Change Metadata"). */
export function checkMetadata(metadata: Metadata, base: Path = []): Finding[] {
  return [...checkFormat(metadata, base), ...checkProperties(metadata, base), ...checkColumns(metadata, base)]
}

function checkFormat({ format }: Metadata, base: Path): Finding[] {
  if (format.provider === 'parquet') return []
  const message = `Expected the provider parquet, got ${JSON.stringify(format.provider)}`
  return [{ rule: 'metadata.format', path: [...base, 'format', 'provider'], message }]
}

const INPUTS = /^delta\.(feature\.|minReaderVersion$|minWriterVersion$)/

function checkProperties({ configuration }: Metadata, base: Path): Finding[] {
  return [...configuration].flatMap(([name, text]): Finding[] => {
    const path = [...base, 'configuration', name]
    const known = findProperty(name)
    if (known) {
      if (parsePropertyValue(known.type, text) !== undefined) return []
      const message = `Expected a value of kind ${known.type.kind} for ${name}, got ${JSON.stringify(text)}`
      return [{ rule: 'metadata.property-value', path, message }]
    }
    if (INPUTS.test(name)) {
      const message = `Expected ${name} to be used for changing the protocol, got it as a stored property`
      return [{ rule: 'metadata.property-not-stored', path, message }]
    }
    if (name.startsWith('delta.constraints.') && text.trim() === '') {
      return [{ rule: 'metadata.constraint-empty', path, message: `Expected an expression as ${name}, got none` }]
    }
    if (!name.startsWith('delta.') || PROPERTY_PREFIXES.some(prefix => name.startsWith(prefix))) return []
    return [{ rule: 'metadata.property-unknown', path, message: `Expected a known property, got ${name}` }]
  })
}

function checkColumns(metadata: Metadata, base: Path): Finding[] {
  const place = [...base, 'schemaString']
  if (metadata.schemaString === '') {
    return [{ rule: 'metadata.schema-missing', path: place, message: 'Expected a schema, got none' }]
  }
  const parsed = parseSchema(metadata.schemaString, place)
  if (parsed.kind === 'invalid') return parsed.issues.map(toFinding)
  const mode = effectiveProperty(metadata, 'delta.columnMapping.mode').value
  const isMapped = mode?.kind === 'choice' && mode.value !== 'none'
  const maxId = effectiveProperty(metadata, 'delta.columnMapping.maxColumnId').value
  return [
    ...parsed.warnings.map(toFinding),
    ...checkSchema(parsed.value, isMapped, place),
    ...(isMapped ? checkMapping(parsed.value, maxId?.kind === 'integer' ? maxId.value : undefined, place) : []),
    ...checkPartitionColumns(metadata, parsed.value, base),
  ]
}

const UNFIT_TYPES: ReadonlySet<string> = new Set(['struct', 'array', 'map', 'variant', 'geometry', 'geography'])

function checkPartitionColumns({ partitionColumns }: Metadata, schema: Schema, base: Path): Finding[] {
  const findings = partitionColumns.flatMap((name, index): Finding[] => {
    const path = [...base, 'partitionColumns', index]
    const shown = JSON.stringify(name)
    if (partitionColumns.findIndex(other => isSameColumn(other, name)) < index) {
      return [
        { rule: 'metadata.partition-column-repeated', path, message: `Expected each column once, got ${shown} again` },
      ]
    }
    const field = schema.fields.find(candidate => isSameColumn(candidate.name, name))
    if (!field) {
      const message = `Expected a column of the schema, got ${shown}`
      return [{ rule: 'metadata.partition-column-missing', path, message }]
    }
    const type =
      field.type.kind === 'primitive' || field.type.kind === 'parameterized' ? field.type.name : field.type.kind
    if (!UNFIT_TYPES.has(type)) return []
    return [
      { rule: 'metadata.partition-column-type', path, message: `Expected a simple type for ${shown}, got ${type}` },
    ]
  })
  if (findings.length > 0 || schema.fields.length === 0 || partitionColumns.length < schema.fields.length)
    return findings
  const message = 'Expected at least one column that is not a partition column, got none'
  return [{ rule: 'metadata.partition-all-columns', path: [...base, 'partitionColumns'], message }]
}

function isSameColumn(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function toFinding({ rule, path, message }: { rule: string; path: Path; message: string }): Finding {
  return { rule: isSchemaRule(rule) ? rule : 'metadata.schema-unreadable', path, message }
}

function isSchemaRule(rule: string): rule is 'metadata.type-unknown' | 'metadata.schema-incomplete' {
  return rule === 'metadata.type-unknown' || rule === 'metadata.schema-incomplete'
}
