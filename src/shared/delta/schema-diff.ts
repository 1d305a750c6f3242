import { COLUMN_KEYS, metadataString } from './column-metadata.ts'
import type { DataType, StructField, StructType } from './data-type.ts'
import { diffMaps } from './diff-maps.ts'
import { type FieldPair, matchFields } from './match-fields.ts'
import { movedItems } from './moved-items.ts'
import { printType } from './schema.ts'
import { typeText } from './type-text.ts'
import { isWidening } from './type-widening.ts'

type Path = readonly string[]

/** One change to a column. Paths are logical names as they are after the change (before it, for a removed column). */
export type SchemaChange =
  | { readonly kind: 'added'; readonly path: Path; readonly type: string; readonly nullable: boolean }
  | { readonly kind: 'removed'; readonly path: Path; readonly type: string }
  | { readonly kind: 'renamed'; readonly path: Path; readonly from: string }
  /** `isWidening`: files of the old type can be read as the new one without a rewrite. */
  | {
      readonly kind: 'type'
      readonly path: Path
      readonly from: string
      readonly to: string
      readonly isWidening: boolean
    }
  /** `to` true: nulls are allowed now. Inside an array or map the path ends in `element` or `value`. */
  | { readonly kind: 'nullability'; readonly path: Path; readonly to: boolean }
  /** Stands elsewhere among the columns that both schemas have; `after` is its new neighbour, absent in front. */
  | { readonly kind: 'moved'; readonly path: Path; readonly after: string | undefined }
  | {
      readonly kind: 'comment'
      readonly path: Path
      readonly from: string | undefined
      readonly to: string | undefined
    }
  /** Any other key of the field's metadata; values are JSON text. */
  | {
      readonly kind: 'metadata'
      readonly path: Path
      readonly key: string
      readonly from: string | undefined
      readonly to: string | undefined
    }

/**
 * What changed between two schemas, columns matched by id where column mapping gives one and by name otherwise: a rename
 * is a rename, not a drop and an add.
 */
export function diffSchemas(before: StructType, after: StructType): SchemaChange[] {
  return diffStructs(before, after, [])
}

function diffStructs(before: StructType, after: StructType, path: Path): SchemaChange[] {
  const { pairs, added, removed } = matchFields(before.fields, after.fields)
  return [
    ...removed.map((field): SchemaChange => {
      return { kind: 'removed', path: [...path, field.name], type: typeText(field.type) }
    }),
    ...added.map((field): SchemaChange => {
      return { kind: 'added', path: [...path, field.name], type: typeText(field.type), nullable: field.nullable }
    }),
    ...pairs.flatMap(pair => diffFields(pair, [...path, pair.after.name])),
    ...diffOrder(pairs, after, path),
  ]
}

function diffFields({ before, after }: FieldPair, path: Path): SchemaChange[] {
  return [
    before.name === after.name ? [] : [{ kind: 'renamed' as const, path, from: before.name }],
    before.nullable === after.nullable ? [] : [{ kind: 'nullability' as const, path, to: after.nullable }],
    diffTypes(before.type, after.type, path),
    diffMetadata(before, after, path),
  ].flat()
}

function diffTypes(before: DataType, after: DataType, path: Path): SchemaChange[] {
  if (before.kind === 'struct' && after.kind === 'struct') return diffStructs(before, after, path)
  if (before.kind === 'array' && after.kind === 'array') {
    const below = [...path, 'element']
    return [
      ...diffNulls(before.containsNull, after.containsNull, below),
      ...diffTypes(before.elementType, after.elementType, below),
    ]
  }
  if (before.kind === 'map' && after.kind === 'map') {
    const value = [...path, 'value']
    return [
      ...diffTypes(before.keyType, after.keyType, [...path, 'key']),
      ...diffNulls(before.valueContainsNull, after.valueContainsNull, value),
      ...diffTypes(before.valueType, after.valueType, value),
    ]
  }
  if (printType(before) === printType(after)) return []
  const [from, to] = [typeText(before), typeText(after)]
  return [{ kind: 'type', path, from, to, isWidening: isWidening(before, after) }]
}

function diffNulls(before: boolean, after: boolean, path: Path): SchemaChange[] {
  return before === after ? [] : [{ kind: 'nullability', path, to: after }]
}

function diffMetadata(before: StructField, after: StructField, path: Path): SchemaChange[] {
  return diffMaps(before.metadata, after.metadata).map(({ key, from, to }) => {
    if (key !== COLUMN_KEYS.comment) return { kind: 'metadata', path, key, from, to }
    const [old, now] = [metadataString(before.metadata, key), metadataString(after.metadata, key)]
    return { kind: 'comment', path, from: old ?? from, to: now ?? to }
  })
}

function diffOrder(pairs: readonly FieldPair[], after: StructType, path: Path): SchemaChange[] {
  const moved = movedItems(
    pairs.toSorted((a, b) => a.afterIndex - b.afterIndex),
    ({ beforeIndex }) => beforeIndex,
  )
  return moved.map(({ after: field, afterIndex }) => {
    return { kind: 'moved', path: [...path, field.name], after: after.fields[afterIndex - 1]?.name }
  })
}
