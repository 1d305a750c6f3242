import type { ExtraFields } from './actions.ts'
import {
  type ArrayType,
  type DataType,
  type MapType,
  PRIMITIVE_TYPES,
  type PrimitiveName,
  type Schema,
  type StructField,
  type StructType,
} from './data-type.ts'
import type { Checked, Issue } from './issue.ts'
import { describeJson, type JsonObject, type JsonValue, jsonString, jsonText, readJson } from './json.ts'
import { RULES, type RuleId } from './rules.ts'

export type { Schema }

/**
 * Reads a `schemaString` (Delta protocol, "Schema Serialization Format"). Field metadata, unknown members and unknown types
 * are kept as the text they were written in. Warnings name what was missing and assumed: `nullable` true, no metadata.
 */
export function parseSchema(text: string, path: readonly (string | number)[] = []): Checked<Schema> {
  const read = readJson(text, path)
  if (read.kind === 'invalid') {
    return { kind: 'invalid', issues: read.issues.map(issue => ({ ...issue, rule: 'metadata.schema-unreadable' })) }
  }
  const parser = new SchemaParser()
  const type = parser.type(read.value, path)
  if (type.kind !== 'struct') {
    const found = describeJson(read.value)
    parser.report('metadata.schema-unreadable', path, `Expected a struct type as the schema, got ${found}`)
    return { kind: 'invalid', issues: parser.issues }
  }
  const isBroken = parser.issues.some(({ severity }) => severity === 'error')
  return isBroken ? { kind: 'invalid', issues: parser.issues } : { kind: 'ok', value: type, warnings: parser.issues }
}

/** The type as JSON, members in the order in which Spark writes them, unknown ones last. */
export function printType(type: DataType): string {
  switch (type.kind) {
    case 'primitive':
      return JSON.stringify(type.name)
    case 'decimal':
      return `"decimal(${type.precision},${type.scale})"`
    case 'parameterized':
      return JSON.stringify(type.text)
    case 'unknown':
      return type.text
    case 'struct':
      return `{"type":"struct","fields":[${type.fields.map(printField).join(',')}]${printExtra(type.extra)}}`
    case 'array': {
      const element = `"elementType":${printType(type.elementType)},"containsNull":${type.containsNull}`
      return `{"type":"array",${element}${printExtra(type.extra)}}`
    }
    case 'map': {
      const entry = `"keyType":${printType(type.keyType)},"valueType":${printType(type.valueType)}`
      return `{"type":"map",${entry},"valueContainsNull":${type.valueContainsNull}${printExtra(type.extra)}}`
    }
  }
  return type satisfies never
}

/** A `schemaString` for the schema; parsing it gives the same schema again. */
export function printSchema(schema: Schema): string {
  return printType(schema)
}

function printField({ name, type, nullable, metadata, extra }: StructField): string {
  const members = [...metadata].map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')
  const head = `"name":${JSON.stringify(name)},"type":${printType(type)},"nullable":${nullable}`
  return `{${head},"metadata":{${members}}${printExtra(extra)}}`
}

function printExtra(extra: ExtraFields | undefined): string {
  return [...(extra ?? [])].map(([key, text]) => `,${JSON.stringify(key)}:${text}`).join('')
}

const PRIMITIVES: ReadonlySet<string> = new Set(PRIMITIVE_TYPES)
const DECIMAL = /^decimal(?:\(\s*(\d{1,9})\s*,\s*(-?\d{1,9})\s*\))?$/
const PARAMETERIZED = /^(interval|geometry|geography)\b/

type Path = readonly (string | number)[]

class SchemaParser {
  readonly issues: Issue[] = []

  report(rule: RuleId, path: Path, message: string): void {
    const { section } = RULES[rule]
    const severity = rule === 'metadata.schema-unreadable' ? 'error' : 'warning'
    this.issues.push({ rule, severity, path, message, section })
  }

  type(value: JsonValue, path: Path): DataType {
    if (value.kind === 'string') return this.named(jsonString(value), jsonText(value), path)
    const tag = value.kind === 'object' ? value.members.get('type') : undefined
    if (value.kind === 'object' && tag?.kind === 'string') {
      switch (jsonString(tag)) {
        case 'struct':
          return this.struct(value, path)
        case 'array':
          return this.array(value, path)
        case 'map':
          return this.map(value, path)
      }
    }
    this.report('metadata.type-unknown', path, `Expected a type of the Delta protocol, got ${describeJson(value)}`)
    return { kind: 'unknown', text: jsonText(value) }
  }

  private named(name: string, text: string, path: Path): DataType {
    if (isPrimitiveName(name)) return { kind: 'primitive', name }
    const decimal = DECIMAL.exec(name)
    if (decimal) return { kind: 'decimal', precision: Number(decimal[1] ?? 10), scale: Number(decimal[2] ?? 0) }
    const family = PARAMETERIZED.exec(name)?.[1]
    if (family === 'interval' || family === 'geometry' || family === 'geography') {
      return { kind: 'parameterized', name: family, text: name }
    }
    this.report('metadata.type-unknown', path, `Expected a type of the Delta protocol, got ${text}`)
    return { kind: 'unknown', text }
  }

  private struct(value: JsonObject, path: Path): StructType | DataType {
    const fields = value.members.get('fields')
    if (fields?.kind !== 'array') {
      const found = describeJson(fields)
      this.report('metadata.schema-unreadable', [...path, 'fields'], `Expected an array of fields, got ${found}`)
      return { kind: 'struct', fields: [] }
    }
    return {
      kind: 'struct',
      fields: fields.items.flatMap((field, index) => this.field(field, [...path, 'fields', index]) ?? []),
      extra: extraOf(value, ['type', 'fields']),
    }
  }

  private field(value: JsonValue, path: Path): StructField | undefined {
    const name = value.kind === 'object' ? value.members.get('name') : undefined
    const type = value.kind === 'object' ? value.members.get('type') : undefined
    if (value.kind !== 'object' || name?.kind !== 'string' || type === undefined) {
      this.report(
        'metadata.schema-unreadable',
        path,
        `Expected a field with a name and a type, got ${describeJson(value)}`,
      )
      return undefined
    }
    return {
      name: jsonString(name),
      type: this.type(type, [...path, 'type']),
      nullable: this.flag(value, 'nullable', path),
      metadata: this.metadata(value, path),
      extra: extraOf(value, ['name', 'type', 'nullable', 'metadata']),
    }
  }

  private metadata(field: JsonObject, path: Path): ReadonlyMap<string, string> {
    const metadata = field.members.get('metadata')
    if (metadata?.kind === 'object') {
      return new Map([...metadata.members].map(([key, value]) => [key, jsonText(value)]))
    }
    const found = describeJson(metadata)
    this.report(
      'metadata.schema-incomplete',
      [...path, 'metadata'],
      `Expected field metadata, got ${found}; assumed none`,
    )
    return new Map()
  }

  private array(value: JsonObject, path: Path): ArrayType {
    return {
      kind: 'array',
      elementType: this.inner(value, 'elementType', path),
      containsNull: this.flag(value, 'containsNull', path),
      extra: extraOf(value, ['type', 'elementType', 'containsNull']),
    }
  }

  private map(value: JsonObject, path: Path): MapType {
    return {
      kind: 'map',
      keyType: this.inner(value, 'keyType', path),
      valueType: this.inner(value, 'valueType', path),
      valueContainsNull: this.flag(value, 'valueContainsNull', path),
      extra: extraOf(value, ['type', 'keyType', 'valueType', 'valueContainsNull']),
    }
  }

  private inner(value: JsonObject, member: string, path: Path): DataType {
    const inner = value.members.get(member)
    if (inner !== undefined) return this.type(inner, [...path, member])
    this.report('metadata.schema-unreadable', [...path, member], 'Expected a type, got nothing')
    return { kind: 'unknown', text: 'null' }
  }

  private flag(value: JsonObject, member: string, path: Path): boolean {
    const flag = value.members.get(member)
    if (flag?.kind === 'boolean') return flag.value
    const found = describeJson(flag)
    this.report('metadata.schema-incomplete', [...path, member], `Expected true or false, got ${found}; assumed true`)
    return true
  }
}

function isPrimitiveName(name: string): name is PrimitiveName {
  return PRIMITIVES.has(name)
}

function extraOf(value: JsonObject, known: readonly string[]): ExtraFields | undefined {
  const extra = [...value.members].filter(([name]) => !known.includes(name))
  return extra.length > 0 ? new Map(extra.map(([name, member]) => [name, jsonText(member)])) : undefined
}
