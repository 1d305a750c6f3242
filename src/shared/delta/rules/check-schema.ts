import { COLUMN_KEYS, identityColumn, invariantExpression } from '../column-metadata.ts'
import { type DataType, DECIMAL_PRECISION_MAX, type Schema, type StructType } from '../data-type.ts'
import type { Finding } from '../rules.ts'
import { type FieldPlace, fieldsOf } from '../schema-walk.ts'

type Path = Finding['path']

/** A schema by itself; `isMapped` says whether column mapping frees the names from Parquet's rules. */
export function checkSchema(schema: Schema, isMapped: boolean, base: Path): Finding[] {
  return [
    ...repeatedNames(schema, base),
    ...fieldsOf(schema).flatMap(place => [
      ...(isMapped ? [] : checkName(place, base)),
      ...checkDecimals(place.field.type, [...base, ...place.steps, 'type'], place.path),
      ...checkMeaning(place, base),
    ]),
  ]
}

function repeatedNames(schema: Schema, base: Path): Finding[] {
  return structsOf(schema, base).flatMap(({ struct, steps, name }) => {
    const seen = new Map<string, string>()
    return struct.fields.flatMap((field, index): Finding[] => {
      const key = field.name.toLowerCase()
      const twin = seen.get(key)
      seen.set(key, twin ?? field.name)
      if (twin === undefined) return []
      const where = name === '' ? '' : ` in ${name}`
      const message = `Expected column names to be unique${where}, got ${JSON.stringify(twin)} and ${JSON.stringify(field.name)}`
      return [{ rule: 'metadata.column-repeated', path: [...steps, 'fields', index, 'name'], message }]
    })
  })
}

interface StructPlace {
  readonly struct: StructType
  readonly steps: Path
  /** Path of names, empty for the table itself. */
  readonly name: string
}

/** Every struct of the schema, the outermost one included. */
export function structsOf(type: DataType, steps: Path, name = ''): StructPlace[] {
  const below = (step: string) => (name === '' ? step : `${name}.${step}`)
  switch (type.kind) {
    case 'struct': {
      const inner = type.fields.flatMap((field, index) =>
        structsOf(field.type, [...steps, 'fields', index, 'type'], below(field.name)),
      )
      return [{ struct: type, steps, name }, ...inner]
    }
    case 'array':
      return structsOf(type.elementType, [...steps, 'elementType'], below('element'))
    case 'map':
      return [
        ...structsOf(type.keyType, [...steps, 'keyType'], below('key')),
        ...structsOf(type.valueType, [...steps, 'valueType'], below('value')),
      ]
    case 'primitive':
    case 'decimal':
    case 'parameterized':
    case 'unknown':
      return []
  }
  return type satisfies never
}

const UNFIT = /[ ,;{}()\n\t=]/

function checkName({ field, path, steps }: FieldPlace, base: Path): Finding[] {
  const unfit = UNFIT.exec(field.name)
  if (!unfit && field.name !== '') return []
  const found = unfit ? `${JSON.stringify(unfit[0])} in ${JSON.stringify(path.join('.'))}` : 'an empty name'
  const message = `Expected a column name without spaces and , ; { } ( ) =, got ${found}`
  return [{ rule: 'metadata.column-name', path: [...base, ...steps, 'name'], message }]
}

function checkDecimals(type: DataType, path: Path, names: readonly string[]): Finding[] {
  switch (type.kind) {
    case 'decimal': {
      const { precision, scale } = type
      if (precision >= 1 && precision <= DECIMAL_PRECISION_MAX && scale >= 0 && scale <= precision) return []
      const message = `Expected 1 to 38 digits and at most as many behind the point in ${names.join('.')}, got decimal(${precision},${scale})`
      return [{ rule: 'metadata.decimal-range', path, message }]
    }
    case 'array':
      return checkDecimals(type.elementType, [...path, 'elementType'], names)
    case 'map':
      return [
        ...checkDecimals(type.keyType, [...path, 'keyType'], names),
        ...checkDecimals(type.valueType, [...path, 'valueType'], names),
      ]
    case 'primitive':
    case 'parameterized':
    case 'unknown':
    case 'struct':
      return []
  }
  return type satisfies never
}

function checkMeaning({ field, path: names, steps }: FieldPlace, base: Path): Finding[] {
  const { metadata } = field
  const path = [...base, ...steps, 'metadata']
  const name = names.join('.')
  const findings: Finding[] = []
  if (metadata.has(COLUMN_KEYS.invariants) && invariantExpression(metadata) === undefined) {
    const message = `Expected the invariant of ${name} as {"expression":{"expression":…}}, got something else`
    findings.push({ rule: 'metadata.invariant-unreadable', path: [...path, COLUMN_KEYS.invariants], message })
  }
  const identity = identityColumn(metadata)
  if (identity) {
    const isLong = field.type.kind === 'primitive' && field.type.name === 'long'
    const isComplete = identity.start !== undefined && identity.step !== undefined && identity.step !== 0n
    if (!isLong || !isComplete) {
      const message = `Expected the identity column ${name} to be long with a start and a step that is not zero`
      findings.push({ rule: 'metadata.identity-incomplete', path, message })
    }
  }
  const roles = [
    identity ? 'an identity' : undefined,
    metadata.has(COLUMN_KEYS.generation) ? 'a generation expression' : undefined,
    metadata.has(COLUMN_KEYS.defaultValue) ? 'a default value' : undefined,
  ].filter(role => role !== undefined)
  if (roles.length > 1) {
    const message = `Expected one source of values for ${name}, got ${roles.join(' and ')}`
    findings.push({ rule: 'metadata.column-exclusive', path, message })
  }
  return findings
}
