import { PARQUET_ITEMS_MAX } from '../../../shared/limits.ts'
import type { ColumnCursor } from './column-cursor.ts'
import type { Leaf, RawValue } from './leaf.ts'
import { ParquetFailure } from './parquet-failure.ts'
import type { ListNode, MapNode, RowNode } from './row-schema.ts'

/** A value of a row: null where it, or what it lies in, is null. */
export type RowValue = RawValue | null | StructValue | ListValue | MapValue

/** The values of a struct's fields, in the order of its node's fields. */
export interface StructValue {
  readonly kind: 'struct'
  readonly fields: readonly RowValue[]
}

export interface ListValue {
  readonly kind: 'list'
  readonly items: readonly RowValue[]
}

/** In the order of the file, repeated keys included. */
export interface MapValue {
  readonly kind: 'map'
  readonly keys: readonly RowValue[]
  readonly values: readonly RowValue[]
}

/** Puts the columns of a field together again, one row after the other. */
export interface RecordReader {
  /** The next row's value; at most once a row. */
  read(): RowValue
  /** Steps over the next row, in which the field is null. */
  skipNull(): void
  /** A column of the field, whose levels tell whether the field is there. */
  readonly first: ColumnCursor
}

/** Undefined for a field without columns: a struct of no fields. */
export function recordReader(node: RowNode, cursorOf: (leaf: Leaf) => ColumnCursor): RecordReader | undefined {
  switch (node.kind) {
    case 'leaf':
      return leafReader(cursorOf(node.leaf), node.leaf.maxDefinition)
    case 'struct':
      return structReader(
        node.definition,
        node.fields.map(field => recordReader(field, cursorOf)),
      )
    case 'list': {
      const element = recordReader(node.element, cursorOf)
      return element && listReader(node, element)
    }
    case 'map': {
      const key = recordReader(node.key, cursorOf)
      return key && mapReader(node, key, node.value && recordReader(node.value, cursorOf))
    }
  }
  return node satisfies never
}

function leafReader(cursor: ColumnCursor, maxDefinition: number): RecordReader {
  return {
    first: cursor,
    read() {
      if (cursor.isAtEnd) throw tooFewRows()
      const value = cursor.definition === maxDefinition ? cursor.take() : null
      cursor.advance()
      return value
    },
    skipNull() {
      if (cursor.isAtEnd) throw tooFewRows()
      if (cursor.definition === maxDefinition) throw disagree()
      cursor.advance()
    },
  }
}

function structReader(definition: number, fields: readonly (RecordReader | undefined)[]): RecordReader | undefined {
  const present = fields.filter(field => field !== undefined)
  const [head] = present
  if (!head) return undefined
  const skipNull = () => {
    for (const field of present) field.skipNull()
  }
  return {
    first: head.first,
    read() {
      if (head.first.definition < definition || head.first.isAtEnd) {
        skipNull()
        return null
      }
      return { kind: 'struct', fields: fields.map(field => field?.read() ?? null) }
    },
    skipNull,
  }
}

function listReader({ definition, itemDefinition, repetition }: ListNode, element: RecordReader): RecordReader {
  const { first } = element
  return {
    first,
    read() {
      if (first.definition < itemDefinition) {
        const isThere = first.definition >= definition && !first.isAtEnd
        element.skipNull()
        return isThere ? { kind: 'list', items: [] } : null
      }
      const items: RowValue[] = []
      do {
        items.push(element.read())
        checkItems(items.length)
      } while (first.repetition >= repetition)
      return { kind: 'list', items }
    },
    skipNull: () => element.skipNull(),
  }
}

function mapReader(node: MapNode, key: RecordReader, value: RecordReader | undefined): RecordReader {
  const { definition, itemDefinition, repetition } = node
  const { first } = key
  const skipNull = () => {
    key.skipNull()
    value?.skipNull()
  }
  return {
    first,
    read() {
      if (first.definition < itemDefinition) {
        const isThere = first.definition >= definition && !first.isAtEnd
        skipNull()
        return isThere ? { kind: 'map', keys: [], values: [] } : null
      }
      const keys: RowValue[] = []
      const values: RowValue[] = []
      do {
        keys.push(key.read())
        values.push(value?.read() ?? null)
        checkItems(keys.length)
      } while (first.repetition >= repetition)
      if (value && value.first.repetition >= repetition) throw disagree()
      return { kind: 'map', keys, values }
    },
    skipNull,
  }
}

function checkItems(count: number): void {
  if (count <= PARQUET_ITEMS_MAX) return
  throw new ParquetFailure('too-large', `Expected at most ${PARQUET_ITEMS_MAX} items in a row, found more.`)
}

function tooFewRows(): ParquetFailure {
  return new ParquetFailure('rows', 'A column has fewer rows than its row group.')
}

function disagree(): ParquetFailure {
  return new ParquetFailure('rows', 'The columns of a row do not agree about what is null.')
}

/** Groups have a kind; everything else is a value of a column. */
export function isGroup(value: RowValue): value is StructValue | ListValue | MapValue {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
}
