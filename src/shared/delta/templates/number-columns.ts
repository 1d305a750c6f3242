import { COLUMN_KEYS } from '../column-metadata.ts'
import type { DataType, Schema, StructType } from '../data-type.ts'

/** A schema whose fields all have an id and a physical name, and the highest id. */
export interface NumberedSchema {
  readonly schema: Schema
  readonly maxColumnId: bigint
}

/**
 * Prepares a schema for column mapping by name, as Spark does for a table that has files: every field, however deep, gets
 * the next id, and the name that it has in the files as its physical name.
 */
export function numberColumns(schema: Schema): NumberedSchema {
  let maxColumnId = 0n
  const numbered = (struct: StructType): StructType => ({
    ...struct,
    fields: struct.fields.map(field => {
      maxColumnId += 1n
      const metadata = new Map(field.metadata)
        .set(COLUMN_KEYS.mappingId, String(maxColumnId))
        .set(COLUMN_KEYS.physicalName, JSON.stringify(field.name))
      return { ...field, metadata, type: inside(field.type) }
    }),
  })
  const inside = (type: DataType): DataType => {
    switch (type.kind) {
      case 'struct':
        return numbered(type)
      case 'array':
        return { ...type, elementType: inside(type.elementType) }
      case 'map':
        return { ...type, keyType: inside(type.keyType), valueType: inside(type.valueType) }
      default:
        return type
    }
  }
  return { schema: numbered(schema), maxColumnId }
}
