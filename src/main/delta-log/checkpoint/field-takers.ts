import type { ExtraFields } from '../../../shared/delta/actions.ts'
import { isInt32 } from '../../../shared/delta/exact-integer.ts'
import { ParquetFailure } from '../parquet/parquet-failure.ts'
import { textOf } from '../parquet/plain-values.ts'
import { isGroup, type RowValue } from '../parquet/record-reader.ts'
import type { RowNode } from '../parquet/row-schema.ts'
import { jsonPrinter } from './value-json.ts'

type Fields = readonly RowValue[]

/** Takes one field of a struct; undefined where it is null or where the file lacks the column. */
export type Taker<T> = (fields: Fields) => T | undefined

/**
 * Makes takers for the fields of one struct: columns are found once, by name, whatever their order and whether they are
 * optional. A value of another type than expected fails with the column's name.
 */
export class FieldTakers {
  readonly #name: string
  readonly #nodes: readonly RowNode[]
  readonly #asked = new Set<string>()

  constructor(name: string, nodes: readonly RowNode[]) {
    this.#name = name
    this.#nodes = nodes
  }

  node(name: string): RowNode | undefined {
    this.#asked.add(name)
    return this.#nodes.find(node => node.name === name)
  }

  text(name: string): Taker<string> {
    return this.#taker(name, value => {
      if (typeof value === 'string') return value
      return value instanceof Uint8Array ? textOf(value) : this.#mistyped(name, 'text')
    })
  }

  long(name: string): Taker<bigint> {
    return this.#taker(name, value => {
      if (typeof value === 'bigint') return value
      return typeof value === 'number' && Number.isInteger(value)
        ? BigInt(value)
        : this.#mistyped(name, 'a whole number')
    })
  }

  int(name: string): Taker<number> {
    return this.#taker(name, value => {
      const number = typeof value === 'bigint' ? Number(value) : value
      return typeof number === 'number' && isInt32(number) ? number : this.#mistyped(name, 'a whole number of 32 bits')
    })
  }

  boolean(name: string): Taker<boolean> {
    return this.#taker(name, value => (typeof value === 'boolean' ? value : this.#mistyped(name, 'true or false')))
  }

  /** Strings by name; a null value stays null, of a repeated key the last value counts. */
  nullableStrings(name: string): Taker<ReadonlyMap<string, string | null>> {
    return this.#taker(name, value => {
      if (!isGroup(value) || value.kind !== 'map') return this.#mistyped(name, 'a map')
      const { keys, values } = value
      return new Map(keys.map((key, at) => [this.#string(name, key), this.#nullableString(name, values[at] ?? null)]))
    })
  }

  /** Strings by name; a null value counts as absent. */
  strings(name: string): Taker<ReadonlyMap<string, string>> {
    const take = this.nullableStrings(name)
    return fields => {
      const found = take(fields)
      return found && new Map([...found].filter((entry): entry is [string, string] => entry[1] !== null))
    }
  }

  stringList(name: string): Taker<readonly string[]> {
    return this.#taker(name, value => {
      if (!isGroup(value) || value.kind !== 'list') return this.#mistyped(name, 'a list')
      return value.items.map(item => this.#string(name, item))
    })
  }

  struct<T>(name: string, make: (takers: FieldTakers) => (fields: Fields) => T): Taker<T> {
    const node = this.node(name)
    if (node && node.kind !== 'struct') return this.#mistyped(name, 'a struct')
    const take = make(new FieldTakers(`${this.#name}.${name}`, node?.fields ?? []))
    return this.#taker(name, value => (isGroup(value) && value.kind === 'struct' ? take(value.fields) : undefined))
  }

  /** JSON text of a field, as Delta writes it. */
  json(name: string): Taker<string> {
    const node = this.node(name)
    if (!node) return () => undefined
    const print = jsonPrinter(node)
    return this.#taker(name, value => print(value))
  }

  /** The fields that nobody asked for and that are not null, as JSON. */
  extra(): Taker<ExtraFields> {
    const unasked = this.#nodes.flatMap((node, at) =>
      this.#asked.has(node.name) ? [] : [{ name: node.name, at, print: jsonPrinter(node) }],
    )
    if (unasked.length === 0) return () => undefined
    return fields => {
      let extra: Map<string, string> | undefined
      for (const { name, at, print } of unasked) {
        const text = print(fields[at] ?? null)
        if (text !== undefined) extra = (extra ?? new Map<string, string>()).set(name, text)
      }
      return extra
    }
  }

  /** Fails where the field is null. */
  required<T>(name: string, take: Taker<T>): (fields: Fields) => T {
    return fields => {
      const value = take(fields)
      if (value === undefined) throw new ParquetFailure('row', `Expected ${this.#name}.${name}, found null.`)
      return value
    }
  }

  #taker<T>(name: string, convert: (value: Exclude<RowValue, null>) => T | undefined): Taker<T> {
    this.#asked.add(name)
    const at = this.#nodes.findIndex(node => node.name === name)
    if (at < 0) return () => undefined
    return fields => {
      const value = fields[at]
      return value === null || value === undefined ? undefined : convert(value)
    }
  }

  #string(name: string, value: RowValue): string {
    return this.#nullableString(name, value) ?? this.#mistyped(name, 'text')
  }

  #nullableString(name: string, value: RowValue): string | null {
    if (value === null || typeof value === 'string') return value
    return value instanceof Uint8Array ? textOf(value) : this.#mistyped(name, 'text')
  }

  #mistyped(name: string, expected: string): never {
    throw new ParquetFailure('row', `Expected ${expected} in the column ${this.#name}.${name}.`)
  }
}
