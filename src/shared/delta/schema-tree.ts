import type { Metadata } from './actions.ts'
import {
  COLUMN_KEYS,
  columnId,
  identityColumn,
  invariantExpression,
  metadataString,
  nestedColumnIds,
  physicalName,
} from './column-metadata.ts'
import type { DataType, Schema, StructField } from './data-type.ts'
import { typeText } from './type-text.ts'

/** Something about a column that people want to see beside its type; `text` is its value in words. */
export interface ColumnFlag {
  readonly kind:
    | 'partition'
    | 'generated'
    | 'identity'
    | 'default'
    | 'invariant'
    | 'char-varchar'
    | 'type-changes'
    | 'collation'
    | 'unknown-type'
  readonly text: string
}

/** One line of a schema as people read it. */
export interface SchemaNode {
  /** The last step of `path`; `element`, `key` and `value` inside arrays and maps. */
  readonly name: string
  readonly role: 'column' | 'field' | 'element' | 'key' | 'value'
  readonly path: readonly string[]
  readonly type: DataType
  readonly typeText: string
  readonly nullable: boolean
  /** Under column mapping: the name in data files, statistics and partition values. */
  readonly physicalName?: string | undefined
  /** Under column mapping: the field id in data files; inside arrays and maps only where Iceberg compatibility assigned one. */
  readonly id?: bigint | undefined
  readonly comment?: string | undefined
  readonly flags: readonly ColumnFlag[]
  readonly children: readonly SchemaNode[]
}

/** The columns as a tree. Arrays and maps have lines inside only where a struct is somewhere in them. */
export function schemaTree(schema: Schema, { partitionColumns }: Pick<Metadata, 'partitionColumns'>): SchemaNode[] {
  const partitions = new Set(partitionColumns.map(name => name.toLowerCase()))
  return schema.fields.map(field => {
    const flags: ColumnFlag[] = partitions.has(field.name.toLowerCase())
      ? [{ kind: 'partition', text: `partition column ${partitionColumns.findIndex(name => isSame(name, field)) + 1}` }]
      : []
    return fieldNode(field, 'column', [], flags)
  })
}

function isSame(name: string, field: StructField): boolean {
  return name.toLowerCase() === field.name.toLowerCase()
}

function fieldNode(
  field: StructField,
  role: 'column' | 'field',
  above: readonly string[],
  flags: readonly ColumnFlag[],
): SchemaNode {
  const path = [...above, field.name]
  const { name, type, nullable, metadata } = field
  return {
    ...{ name, role, path, type, typeText: typeText(type), nullable },
    physicalName: metadataString(metadata, COLUMN_KEYS.physicalName),
    id: columnId(metadata),
    comment: metadataString(metadata, COLUMN_KEYS.comment),
    flags: [...flags, ...flagsOf(field)],
    children: childrenOf(type, path, { ids: nestedColumnIds(metadata), place: physicalName(field) }),
  }
}

/** Ids of the insides of a field's arrays and maps, which its metadata holds by paths such as `col-1.element`. */
interface NestedIds {
  readonly ids: ReadonlyMap<string, bigint>
  readonly place: string
}

function insideNode(
  role: 'element' | 'key' | 'value',
  above: readonly string[],
  type: DataType,
  nullable: boolean,
  nested: NestedIds,
): SchemaNode {
  const path = [...above, role]
  const inside = { ...nested, place: `${nested.place}.${role}` }
  const children = childrenOf(type, path, inside)
  const id = nested.ids.get(inside.place)
  return { name: role, role, path, type, typeText: typeText(type), nullable, id, flags: [], children }
}

function childrenOf(type: DataType, path: readonly string[], nested: NestedIds): SchemaNode[] {
  switch (type.kind) {
    case 'struct':
      return type.fields.map(field => fieldNode(field, 'field', path, []))
    case 'array':
      return holdsStruct(type) ? [insideNode('element', path, type.elementType, type.containsNull, nested)] : []
    case 'map':
      return holdsStruct(type)
        ? [
            insideNode('key', path, type.keyType, false, nested),
            insideNode('value', path, type.valueType, type.valueContainsNull, nested),
          ]
        : []
    case 'primitive':
    case 'decimal':
    case 'parameterized':
    case 'unknown':
      return []
  }
  return type satisfies never
}

function holdsStruct(type: DataType): boolean {
  if (type.kind === 'array') return holdsStruct(type.elementType)
  return type.kind === 'map' ? holdsStruct(type.keyType) || holdsStruct(type.valueType) : type.kind === 'struct'
}

function flagsOf({ metadata, type }: StructField): ColumnFlag[] {
  const flags: ColumnFlag[] = []
  const note = (kind: ColumnFlag['kind'], text: string | undefined) => {
    if (text !== undefined) flags.push({ kind, text })
  }
  note('generated', metadataString(metadata, COLUMN_KEYS.generation))
  const identity = identityColumn(metadata)
  if (identity) {
    const by = identity.allowExplicitInsert ? 'by default' : 'always'
    const reached = identity.highWaterMark === undefined ? '' : `, reached ${identity.highWaterMark}`
    note('identity', `${by}, start ${identity.start ?? '?'}, step ${identity.step ?? '?'}${reached}`)
  }
  note('default', metadataString(metadata, COLUMN_KEYS.defaultValue))
  note('invariant', invariantExpression(metadata) ?? metadata.get(COLUMN_KEYS.invariants))
  note('char-varchar', metadataString(metadata, COLUMN_KEYS.charVarchar))
  note('type-changes', metadata.get(COLUMN_KEYS.typeChanges))
  note('collation', metadata.get(COLUMN_KEYS.collations))
  if (type.kind === 'unknown') note('unknown-type', type.text)
  return flags
}
