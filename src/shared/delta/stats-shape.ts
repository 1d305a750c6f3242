import { isAboveNumber, isAboveText } from './bounds-order.ts'
import type { JsonValue } from './json.ts'
import type { JsonObject } from './json-object.ts'

/** The values of one text of a shape, as JSON text and in source order, behind the text itself. */
export type ShapedValues = RegExpExecArray

const BOUND_PARTS = ['minValues', 'maxValues', 'nullCount'] as const
type Part = (typeof BOUND_PARTS)[number]

/**
 * How a writer lays out the statistics of one table: the same members in the same order with other values. A text of a
 * known shape is taken apart by one regular expression, several times quicker than by reading it as JSON, and with the
 * same result.
 */
export class StatsShape {
  /** Those that minValues, maxValues and nullCount tell of. */
  readonly #columns: readonly string[]
  readonly #form: RegExp
  readonly #numRecords: number
  readonly #bounds: readonly (readonly [min: number, max: number])[]
  readonly #nullCounts: readonly number[]
  readonly #places: ReadonlyMap<string, number>
  readonly #columnPlaces = new WeakMap<readonly string[], ColumnPlaces>()
  #asked: ReadonlySet<string> | undefined
  #outside: string | undefined

  /** The shape of statistics that are JSON; undefined where they hold more than these rules can tell of. */
  static of(stats: JsonObject): StatsShape | undefined {
    if (stats.source.includes('\\') || stats.end - stats.start > CHARACTERS_MAX) return undefined
    const found = leavesOf(stats)
    return found && found.leaves.length <= LEAVES_MAX ? new StatsShape(stats, found) : undefined
  }

  private constructor(stats: JsonObject, { leaves, numRecords }: Leaves) {
    this.#columns = BOUND_PARTS.flatMap(part => namesIn(stats, part))
    this.#form = formOf(stats, leaves)
    this.#numRecords = numRecords
    const places = new Map<string, number>()
    for (const [at, { part, path }] of leaves.entries()) places.set(placeOf(part, path), at + 1)
    this.#places = places
    this.#bounds = leaves.flatMap(({ part, path }, at) => {
      const max = part === 'minValues' ? places.get(placeOf('maxValues', path)) : undefined
      return max === undefined ? [] : [[at + 1, max] as const]
    })
    this.#nullCounts = leaves.flatMap(({ part }, at) => (part === 'nullCount' ? [at + 1] : []))
  }

  /** Null where the text has another shape, or is no JSON. */
  valuesOf(text: string): ShapedValues | null {
    return text.length <= CHARACTERS_MAX ? this.#form.exec(text) : null
  }

  /** Where the statistics of the column at a path of physical names stand among the values; kept for each path that is asked about. */
  placesOf(path: readonly string[]): ColumnPlaces {
    const known = this.#columnPlaces.get(path)
    if (known) return known
    const text = path.map(name => JSON.stringify(name)).join('')
    const [min, max, nullCount] = BOUND_PARTS.map(part => this.#places.get(placeOf(part, text)))
    const places = { min, max, nullCount }
    this.#columnPlaces.set(path, places)
    return places
  }

  /** False where the bounds hold for a superset of the rows only. */
  hasTightBounds(values: ShapedValues): boolean {
    const at = this.#places.get(TIGHT_BOUNDS)
    return at === undefined || values[at] !== 'false'
  }

  numRecords(values: ShapedValues): number {
    return Number(values[this.#numRecords])
  }

  /** The first column with statistics that is none of `columns`; the answer is kept for the set that was asked about last. */
  columnOutside(columns: ReadonlySet<string>): string | undefined {
    if (this.#asked !== columns) {
      this.#asked = columns
      this.#outside = this.#columns.find(name => !columns.has(name))
    }
    return this.#outside
  }

  /** False where a count or a bound may be impossible: who wants to know how reads the text as JSON. */
  arePlausible(values: ShapedValues): boolean {
    const numRecords = this.numRecords(values)
    for (const at of this.#nullCounts) if (Number(values[at]) > numRecords) return false
    for (const [min, max] of this.#bounds) if (mayBeAbove(values[min] ?? '', values[max] ?? '')) return false
    return true
  }
}

/** Undefined where the statistics say nothing of it. */
export interface ColumnPlaces {
  readonly min: number | undefined
  readonly max: number | undefined
  readonly nullCount: number | undefined
}

const TIGHT_BOUNDS = placeOf(undefined, JSON.stringify('tightBounds'))
const CHARACTERS_MAX = 32_768
const LEAVES_MAX = 400

const COUNT = '(0|[1-9][0-9]{0,14})'
const FLAG = '(true|false|null)'
const VALUE = '("[^"\\\\\\u0000-\\u001f]*"|-?(?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,15})?|null|true|false)'

interface Leaf {
  readonly part: Part | undefined
  readonly path: string
  readonly value: JsonValue
  readonly form: string
}

interface Leaves {
  /** In the order of the text. */
  readonly leaves: readonly Leaf[]
  /** Where the number of rows is among them, from one. */
  readonly numRecords: number
}

function leavesOf(stats: JsonObject): Leaves | undefined {
  const leaves: Leaf[] = []
  let numRecords = 0
  if (stats.duplicates.length > 0) return undefined
  for (const [at, name] of stats.names.entries()) {
    const value = stats.values[at]
    const part = BOUND_PARTS.find(known => known === name)
    if (value === undefined || (part !== undefined && value.kind !== 'object')) return undefined
    if (name === 'numRecords') numRecords = leaves.length + 1
    const form = name === 'numRecords' ? COUNT : name === 'tightBounds' ? FLAG : VALUE
    if (form !== VALUE && value.kind === 'object') return undefined
    if (!collect(value, { part, path: '', form }, leaves)) return undefined
  }
  return numRecords === 0 ? undefined : { leaves, numRecords }
}

/** False where there is something that is neither a struct nor a single value. */
function collect(value: JsonValue, { part, path, form }: Omit<Leaf, 'value'>, leaves: Leaf[]): boolean {
  if (value.kind === 'array') return false
  if (value.kind !== 'object') {
    leaves.push({ part, path, value, form })
    return true
  }
  if (value.duplicates.length > 0) return false
  return value.values.every((member, at) =>
    collect(member, { part, path: `${path}${JSON.stringify(value.names[at])}`, form }, leaves),
  )
}

function placeOf(part: Part | undefined, path: string): string {
  return `${part ?? ''} ${path}`
}

function namesIn(stats: JsonObject, part: Part): readonly string[] {
  const columns = stats.member(part)
  return columns?.kind === 'object' ? columns.names : []
}

/** What stands between the values is the same in every text of the shape. */
function formOf(stats: JsonObject, leaves: readonly Leaf[]): RegExp {
  let form = '^'
  let at = 0
  for (const { value, form: valueForm } of leaves) {
    form += escaped(stats.source.slice(at, value.start)) + valueForm
    at = value.end
  }
  return new RegExp(`${form}${escaped(stats.source.slice(at))}$`)
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** By the text of two values; what does not compare is not above. */
function mayBeAbove(min: string, max: string): boolean {
  if (min === max) return false
  const [first, other] = [min.charCodeAt(0), max.charCodeAt(0)]
  if (first === QUOTE && other === QUOTE) return isAboveText(min.slice(1, -1), max.slice(1, -1))
  if (isDigit(first) && isDigit(other) && !min.includes('.') && !max.includes('.')) {
    return min.length === max.length ? min > max : min.length > max.length
  }
  if (isNumeric(first) && isNumeric(other)) return isAboveNumber(min, max)
  return min === 'true' && max === 'false'
}

const QUOTE = 0x22
const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39

function isNumeric(code: number): boolean {
  return code === MINUS || isDigit(code)
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}
