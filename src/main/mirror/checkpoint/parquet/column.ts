import type { CompressionCodec, SchemaElement } from 'hyparquet'
import { LeafColumn } from './leaf-column.ts'

/** Where a column of a schema stands: the levels of what it lies in. */
export interface Place {
  readonly definition: number
  readonly repetition: number
  readonly path: readonly string[]
  readonly codec: CompressionCodec
}

/** A column, or a group of them, that values are written to one after the other. */
export interface Column<T> {
  /** Its part of the file's schema, depth first. */
  readonly elements: readonly SchemaElement[]
  readonly leaves: readonly LeafColumn[]
  /** A value, or null; `repetition` is 0 for the first value of a row. */
  write(value: T | null | undefined, repetition: number): void
  /** As many entries that are null already `definition` levels deep. */
  writeNulls(definition: number, repetition: number, count: number): void
}

/** What a column is, before it has its place. */
export type Shape<T> = (place: Place) => Column<T>

/** How the values of a leaf are laid down; undefined from `put` would be no value, so callers pass what fits. */
export interface LeafType<T> {
  readonly element: Omit<SchemaElement, 'name' | 'repetition_type'> & { readonly type: LeafColumn['place']['type'] }
  readonly put: (values: LeafColumn['values'], value: T) => void
}

/** A column of single values; only keys of maps are ever required. */
export function leaf<T>(name: string, { element, put }: LeafType<T>, isRequired = false): Shape<T> {
  return ({ definition, repetition, path, codec }) => {
    const place = {
      definition: definition + (isRequired ? 0 : 1),
      repetition,
      path: [...path, name],
      type: element.type,
    }
    const column = new LeafColumn(place, codec)
    return {
      elements: [{ ...element, name, repetition_type: isRequired ? 'REQUIRED' : 'OPTIONAL' }],
      leaves: [column],
      write(value, at) {
        if (value === null || value === undefined) {
          column.writeNulls(definition, at, 1)
        } else {
          column.define(at)
          put(column.values, value)
        }
      },
      writeNulls: (level, at, count) => column.writeNulls(level, at, count),
    }
  }
}

/** A part of a larger value. */
export function field<T, V>(shape: Shape<V>, of: (whole: T) => V | null | undefined): Shape<T> {
  return place => {
    const column = shape(place)
    return {
      ...column,
      write: (whole, at) => column.write(whole === null || whole === undefined ? null : of(whole), at),
    }
  }
}

export function struct<T>(name: string, fields: readonly Shape<T>[]): Shape<T> {
  return place => {
    const inside = { ...place, definition: place.definition + 1, path: [...place.path, name] }
    const columns = fields.map(shape => shape(inside))
    const writeNulls = (level: number, at: number, count: number) => {
      for (const column of columns) column.writeNulls(level, at, count)
    }
    return {
      elements: [
        { name, repetition_type: 'OPTIONAL', num_children: columns.length },
        ...columns.flatMap(({ elements }) => elements),
      ],
      leaves: columns.flatMap(({ leaves }) => leaves),
      write(value, at) {
        if (value === null || value === undefined) writeNulls(place.definition, at, 1)
        else for (const column of columns) column.write(value, at)
      },
      writeNulls,
    }
  }
}

/** A list in three levels, as the protocol's readers expect. */
export function list<T>(name: string, item: Shape<T>): Shape<readonly T[]> {
  return repeated(name, 'LIST', 'list', [item])
}

/** A map in three levels; `key` and `value` are shapes of its entries. */
export function map<E>(name: string, key: Shape<E>, value: Shape<E>): Shape<Iterable<E>> {
  return repeated(name, 'MAP', 'key_value', [key, value])
}

function repeated<T>(
  name: string,
  kind: 'LIST' | 'MAP',
  group: string,
  parts: readonly Shape<T>[],
): Shape<Iterable<T>> {
  return place => {
    const own = place.definition + 1
    const repetition = place.repetition + 1
    const inside = { ...place, definition: own + 1, repetition, path: [...place.path, name, group] }
    const columns = parts.map(shape => shape(inside))
    const writeNulls = (level: number, at: number, count: number) => {
      for (const column of columns) column.writeNulls(level, at, count)
    }
    return {
      elements: [
        { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: kind, logical_type: { type: kind } },
        { name: group, repetition_type: 'REPEATED', num_children: columns.length },
        ...columns.flatMap(({ elements }) => elements),
      ],
      leaves: columns.flatMap(({ leaves }) => leaves),
      write(items, at) {
        if (items === null || items === undefined) return writeNulls(place.definition, at, 1)
        let next = at
        for (const item of items) {
          for (const column of columns) column.write(item, next)
          next = repetition
        }
        // Nothing was repeated: the list is there and empty.
        if (next === at) writeNulls(own, at, 1)
      },
      writeNulls,
    }
  }
}
