import type { DataType, Schema, StructField } from './data-type.ts'

/** One field of a schema at any depth. */
export interface FieldPlace {
  readonly field: StructField
  /** Names from the outermost column inwards; `element`, `key` and `value` stand for the inside of arrays and maps. */
  readonly path: readonly string[]
  /** Steps to the field in the schema's JSON, for issue paths. */
  readonly steps: readonly (string | number)[]
  /** Names of the field's own type and of the arrays and maps it consists of; fields inside structs are places of their own. */
  readonly typeNames: ReadonlySet<string>
}

/** Every field, nested ones included, outer before inner and in the order of the schema. */
export function fieldsOf(schema: Schema | undefined): FieldPlace[] {
  const found: FieldPlace[] = []
  if (schema) visit(schema, [], [], new Set(), found)
  return found
}

function visit(
  dataType: DataType,
  path: readonly string[],
  steps: readonly (string | number)[],
  names: Set<string>,
  found: FieldPlace[],
): void {
  switch (dataType.kind) {
    case 'struct':
      names.add('struct')
      dataType.fields.forEach((field, index) => {
        const typeNames = new Set<string>()
        const below = [...path, field.name]
        const stepsBelow = [...steps, 'fields', index]
        found.push({ field, path: below, steps: stepsBelow, typeNames })
        visit(field.type, below, [...stepsBelow, 'type'], typeNames, found)
      })
      return
    case 'array':
      names.add('array')
      visit(dataType.elementType, [...path, 'element'], [...steps, 'elementType'], names, found)
      return
    case 'map':
      names.add('map')
      visit(dataType.keyType, [...path, 'key'], [...steps, 'keyType'], names, found)
      visit(dataType.valueType, [...path, 'value'], [...steps, 'valueType'], names, found)
      return
    case 'primitive':
    case 'parameterized':
      names.add(dataType.name)
      return
    case 'decimal':
    case 'unknown':
      names.add(dataType.kind)
      return
  }
  dataType satisfies never
}
