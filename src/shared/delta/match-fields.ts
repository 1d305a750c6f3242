import { columnId } from './column-metadata.ts'
import type { StructField } from './data-type.ts'

/** One field as it was and as it is. */
export interface FieldPair {
  readonly before: StructField
  readonly after: StructField
  readonly beforeIndex: number
  readonly afterIndex: number
}

export interface FieldMatch {
  readonly pairs: readonly FieldPair[]
  readonly added: readonly StructField[]
  readonly removed: readonly StructField[]
}

/**
 * Finds the same fields in two versions of a struct: by column id where both have one, otherwise by name, at last by name
 * in another case. Two fields with different ids are two fields, whatever their names.
 */
export function matchFields(before: readonly StructField[], after: readonly StructField[]): FieldMatch {
  const pairs: FieldPair[] = []
  const openBefore = new Set(before.keys())
  const openAfter = new Set(after.keys())
  for (const keyOf of KEYS) {
    const byKey = new Map([...openBefore].toReversed().flatMap(index => entry(keyOf, before[index], index)))
    for (const afterIndex of openAfter) {
      const field = after[afterIndex]
      const key = field && keyOf(field)
      const beforeIndex = key === undefined ? undefined : byKey.get(key)
      const match = beforeIndex === undefined ? undefined : before[beforeIndex]
      if (!field || !match || beforeIndex === undefined || !openBefore.has(beforeIndex) || differById(match, field))
        continue
      pairs.push({ before: match, after: field, beforeIndex, afterIndex })
      openBefore.delete(beforeIndex)
      openAfter.delete(afterIndex)
    }
  }
  return {
    pairs,
    added: after.filter((_, index) => openAfter.has(index)),
    removed: before.filter((_, index) => openBefore.has(index)),
  }
}

type KeyOf = (field: StructField) => string | undefined

const KEYS: readonly KeyOf[] = [
  ({ metadata }) => columnId(metadata)?.toString(),
  ({ name }) => name,
  ({ name }) => name.toLowerCase(),
]

function entry(keyOf: KeyOf, field: StructField | undefined, index: number): [string, number][] {
  const key = field && keyOf(field)
  return key === undefined ? [] : [[key, index]]
}

function differById(before: StructField, after: StructField): boolean {
  const [old, now] = [columnId(before.metadata), columnId(after.metadata)]
  return old !== undefined && now !== undefined && old !== now
}
