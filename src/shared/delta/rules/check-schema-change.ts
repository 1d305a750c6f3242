import { COLUMN_KEYS, columnId } from '../column-metadata.ts'
import type { DataType, Schema, StructField, StructType } from '../data-type.ts'
import { isEnabled } from '../effective-properties.ts'
import { supports } from '../protocol-features.ts'
import type { Finding } from '../rules.ts'
import { printType } from '../schema.ts'
import { isSameType, isWidening } from '../type-widening.ts'
import { type CommitContext, mappingMode } from './commit-context.ts'

type Path = Finding['path']

/** A new schema against the old one, for the files that stay. */
export function checkSchemaChange(before: Schema, after: Schema, context: CommitContext, base: Path): Finding[] {
  const { view, metadata, protocol } = context
  const change: Change = {
    isMapped: mappingMode(view.metadata) !== 'none' && mappingMode(metadata) !== 'none',
    mayWiden:
      protocol !== undefined && supports(protocol, 'typeWidening') && isEnabled(metadata, 'delta.enableTypeWidening'),
  }
  return compareStructs(before, after, change, [], base)
}

/** How the table may change while files stay. */
interface Change {
  readonly isMapped: boolean
  readonly mayWiden: boolean
}

function compareStructs(
  before: StructType,
  after: StructType,
  change: Change,
  names: readonly string[],
  base: Path,
): Finding[] {
  const kept = new Set<StructField>()
  const findings = after.fields.flatMap((field, index): Finding[] => {
    const steps = [...base, 'fields', index]
    const path = [...names, field.name]
    const old = before.fields.find(candidate => isSameField(candidate, field, change.isMapped))
    if (old) kept.add(old)
    const types = old ? compareTypes(old.type, field.type, { change, field, names: path }, [...steps, 'type']) : []
    if (field.nullable || (old && !old.nullable)) return types
    const message = `Expected ${path.join('.')} to be nullable while files stay, got nullable false`
    return [...types, { rule: 'table.column-required', path: [...steps, 'nullable'], message }]
  })
  if (change.isMapped) return findings
  const dropped = before.fields.filter(field => !kept.has(field))
  return [
    ...findings,
    ...dropped.map(({ name }): Finding => {
      const message = `Expected the column ${[...names, name].join('.')} to stay while files stay, got a schema without it`
      return { rule: 'table.column-dropped', path: base, message }
    }),
  ]
}

function isSameField(a: StructField, b: StructField, isMapped: boolean): boolean {
  const [idA, idB] = [columnId(a.metadata), columnId(b.metadata)]
  if (isMapped && idA !== undefined && idB !== undefined) return idA === idB
  return a.name.toLowerCase() === b.name.toLowerCase()
}

/** Where a type stands: inside of which field, under which names. */
interface Place {
  readonly change: Change
  readonly field: StructField
  readonly names: readonly string[]
}

function compareTypes(before: DataType, after: DataType, place: Place, base: Path): Finding[] {
  const inside = (name: string): Place => ({ ...place, names: [...place.names, name] })
  if (before.kind === 'struct' && after.kind === 'struct') {
    return compareStructs(before, after, place.change, place.names, base)
  }
  if (before.kind === 'array' && after.kind === 'array') {
    return compareTypes(before.elementType, after.elementType, inside('element'), [...base, 'elementType'])
  }
  if (before.kind === 'map' && after.kind === 'map') {
    return [
      ...compareTypes(before.keyType, after.keyType, inside('key'), [...base, 'keyType']),
      ...compareTypes(before.valueType, after.valueType, inside('value'), [...base, 'valueType']),
    ]
  }
  return isSameType(before, after) || isVoid(before) ? [] : checkStep(before, after, place, base)
}

function checkStep(before: DataType, after: DataType, { change, field, names }: Place, base: Path): Finding[] {
  const name = names.join('.')
  const step = `${printType(before)} to ${printType(after)}`
  const widens = isWidening(before, after)
  if (!widens || !change.mayWiden) {
    const why = widens ? ', which needs delta.enableTypeWidening' : ''
    const message = `Expected the type of ${name} to stay while files stay, got ${step}${why}`
    return [{ rule: 'table.type-changed', path: base, message }]
  }
  if (field.metadata.has(COLUMN_KEYS.typeChanges)) return []
  const message = `Expected delta.typeChanges for ${name} (${step}), got none`
  return [{ rule: 'table.type-change-unrecorded', path: base, message }]
}

/** A column that never had a value may take any type. */
function isVoid(type: DataType): boolean {
  return type.kind === 'primitive' && (type.name === 'void' || type.name === 'null')
}
