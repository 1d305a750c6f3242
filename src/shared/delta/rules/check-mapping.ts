import { COLUMN_KEYS, columnId, metadataString } from '../column-metadata.ts'
import type { Schema } from '../data-type.ts'
import type { Finding } from '../rules.ts'
import { fieldsOf } from '../schema-walk.ts'
import { structsOf } from './check-schema.ts'

/** Ids and physical names of a schema under column mapping (Delta protocol, "Column Mapping"). */
export function checkMapping(schema: Schema, maxColumnId: bigint | undefined, base: Finding['path']): Finding[] {
  const findings: Finding[] = []
  const ids = new Map<bigint, string>()
  for (const { field, path, steps } of fieldsOf(schema)) {
    const name = path.join('.')
    const place = [...base, ...steps, 'metadata']
    const id = columnId(field.metadata)
    const missing = [
      id === undefined ? 'delta.columnMapping.id' : undefined,
      metadataString(field.metadata, COLUMN_KEYS.physicalName) === undefined ? COLUMN_KEYS.physicalName : undefined,
    ].filter(key => key !== undefined)
    if (missing.length > 0) {
      const message = `Expected ${missing.join(' and ')} for ${name} under column mapping, got none`
      findings.push({ rule: 'mapping.identifiers-missing', path: place, message })
    }
    if (id === undefined) continue
    const twin = ids.get(id)
    ids.set(id, twin ?? name)
    const idPlace = [...place, COLUMN_KEYS.mappingId]
    if (twin !== undefined) {
      const message = `Expected column ids to be unique, got ${id} for ${twin} and ${name}`
      findings.push({ rule: 'mapping.id-repeated', path: idPlace, message })
    }
    if (maxColumnId !== undefined && id > maxColumnId) {
      const message = `Expected ids up to delta.columnMapping.maxColumnId ${maxColumnId}, got ${id} for ${name}`
      findings.push({ rule: 'mapping.max-id', path: idPlace, message })
    }
  }
  return [...findings, ...repeatedPhysicalNames(schema, base)]
}

function repeatedPhysicalNames(schema: Schema, base: Finding['path']): Finding[] {
  return structsOf(schema, base).flatMap(({ struct, steps }) => {
    const seen = new Map<string, string>()
    return struct.fields.flatMap((field, index): Finding[] => {
      const physical = metadataString(field.metadata, COLUMN_KEYS.physicalName)
      if (physical === undefined) return []
      const twin = seen.get(physical)
      seen.set(physical, twin ?? field.name)
      if (twin === undefined) return []
      const message = `Expected physical names to be unique, got ${JSON.stringify(physical)} for ${twin} and ${field.name}`
      const path = [...steps, 'fields', index, 'metadata', COLUMN_KEYS.physicalName]
      return [{ rule: 'mapping.physical-name-repeated', path, message }]
    })
  })
}
