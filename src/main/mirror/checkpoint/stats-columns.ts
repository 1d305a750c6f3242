import type { AddFile, Metadata } from '../../../shared/delta/actions.ts'
import { physicalName } from '../../../shared/delta/column-metadata.ts'
import type { DataType, Schema, StructField } from '../../../shared/delta/data-type.ts'
import { effectiveProperty } from '../../../shared/delta/effective-properties.ts'
import { type JsonValue, jsonString, jsonText, readJson } from '../../../shared/delta/json.ts'
import { parseColumnList } from './column-list.ts'
import { field, type Shape, struct } from './parquet/column.ts'
import { booleanColumn, countColumn, type LooseValue, valueColumn } from './value-columns.ts'

/** A column that has statistics, by the name that it has in data files. */
interface StatsNode {
  readonly name: string
  readonly type: DataType
  /** Of a struct. */
  readonly fields: readonly StatsNode[]
}

/**
 * `stats_parsed`: the statistics of a file as typed columns (Delta protocol, "Checkpoint Schema"), for the columns that the
 * table's properties choose. Undefined where there is nothing to lay down.
 */
export function statsColumn(metadata: Metadata, schema: Schema): Shape<AddFile> {
  const columns = chosenColumns(metadata, schema)
  const bounds = (name: string) => boundsStruct(name, columns, type => (isBounded(type) ? valueColumn : undefined))
  const counts = boundsStruct('nullCount', columns, () => countColumn)
  const parts = [bounds('minValues'), bounds('maxValues'), counts].filter(part => part !== undefined)
  const shape = struct<LooseValue>('stats_parsed', [
    part('numRecords', countColumn('numRecords')),
    part('tightBounds', booleanColumn('tightBounds')),
    ...parts,
  ])
  const longNumber = longNumberOf(columns)
  return field(shape, add => readLoosely(add.stats, longNumber))
}

type MakeLeaf = (name: string, type: DataType) => Shape<LooseValue> | undefined

function boundsStruct(
  name: string,
  columns: readonly StatsNode[],
  leafOf: (type: DataType) => MakeLeaf | undefined,
): Shape<LooseValue> | undefined {
  const fields = columns.flatMap(node => {
    if (node.type.kind === 'struct') return boundsStruct(node.name, node.fields, leafOf) ?? []
    const shape = leafOf(node.type)?.(node.name, node.type)
    return shape ? part(node.name, shape) : []
  })
  return fields.length === 0 ? undefined : part(name, struct<LooseValue>(name, fields))
}

/** Names come from the table: only what an object has itself counts, or `constructor` would be a statistic. */
function part(name: string, shape: Shape<LooseValue>): Shape<LooseValue> {
  return field(shape, (whole: unknown) =>
    typeof whole === 'object' && whole !== null && Object.hasOwn(whole, name) ? Reflect.get(whole, name) : null,
  )
}

/** Types whose values Spark keeps bounds of. */
function isBounded(type: DataType): boolean {
  return type.kind === 'decimal' || (type.kind === 'primitive' && type.name !== 'boolean' && type.name !== 'binary')
}

/** `delta.dataSkippingStatsColumns` by name, else the first `delta.dataSkippingNumIndexedCols` leaves. */
function chosenColumns(metadata: Metadata, schema: Schema): StatsNode[] {
  const mode = metadata.configuration.get('delta.columnMapping.mode')
  const isMapped = mode === 'name' || mode === 'id'
  const nameOf = (column: StructField) => (isMapped ? physicalName(column) : column.name)
  const partitions = new Set(metadata.partitionColumns)
  const columns = schema.fields.filter(({ name }) => !partitions.has(name))
  const listed = metadata.configuration.get('delta.dataSkippingStatsColumns')
  const wanted = listed === undefined ? undefined : parseColumnList(listed)
  const count = effectiveProperty(metadata, 'delta.dataSkippingNumIndexedCols').value
  let left = count?.kind === 'integer' && count.value >= 0n ? Number(count.value) : Number.POSITIVE_INFINITY
  const choose = (fields: readonly StructField[], path: readonly string[]): StatsNode[] =>
    fields.flatMap((column): StatsNode[] => {
      const below = [...path, column.name]
      if (column.type.kind === 'struct') {
        const inside = choose(column.type.fields, below)
        return inside.length === 0 ? [] : [{ name: nameOf(column), type: column.type, fields: inside }]
      }
      const isChosen = wanted ? wanted.some(named => startsWith(below, named)) : left-- > 0
      return isChosen ? [{ name: nameOf(column), type: column.type, fields: [] }] : []
    })
  return choose(columns, [])
}

function startsWith(path: readonly string[], named: readonly string[]): boolean {
  return named.every((name, index) => path[index]?.toLowerCase() === name.toLowerCase())
}

/** Texts with such a number are read with numbers as text, since a double would lose digits of it. */
function longNumberOf(columns: readonly StatsNode[]): RegExp | undefined {
  const types = columns.flatMap(function leaves({ type, fields }: StatsNode): DataType[] {
    return type.kind === 'struct' ? fields.flatMap(leaves) : [type]
  })
  if (types.some(({ kind }) => kind === 'decimal')) return /[\d.]{16}/
  return types.some(type => type.kind === 'primitive' && type.name === 'long') ? /[^\d.]\d{16}/ : undefined
}

/** The statistics as JSON has them; undefined where they are no object. */
function readLoosely(stats: string | undefined, longNumber: RegExp | undefined): LooseValue {
  if (stats === undefined || stats === '') return undefined
  if (!longNumber?.test(stats)) {
    try {
      return objectOf(JSON.parse(stats))
    } catch {
      return undefined
    }
  }
  const read = readJson(stats)
  return read.kind === 'ok' ? objectOf(looseOf(read.value)) : undefined
}

function objectOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}

function looseOf(value: JsonValue): unknown {
  switch (value.kind) {
    case 'object':
      return Object.fromEntries([...value.members].map(([name, member]) => [name, looseOf(member)]))
    case 'string':
      return jsonString(value)
    case 'number':
      return jsonText(value)
    case 'boolean':
      return value.value
    case 'array':
    case 'null':
      return null
  }
  return value satisfies never
}
