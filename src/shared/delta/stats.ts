import type { AddFile } from './actions.ts'
import { isInt64, parseExactInteger } from './exact-integer.ts'
import type { Checked } from './issue.ts'
import { type JsonValue, jsonInteger, jsonString, jsonText, readJson } from './json.ts'
import type { JsonObject } from './json-object.ts'
import { learnShape, shapedStats } from './known-shapes.ts'

/**
 * One column's statistic: a leaf, or the statistics of a struct's fields by physical name. Numbers stay text, so that
 * longs and decimals are exact; `null` is a statistic that was spelled out as null.
 */
export type Statistic =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'struct'; readonly fields: StatisticsByName }
  | { readonly kind: 'unreadable'; readonly text: string }

export type StatisticsByName = ReadonlyMap<string, Statistic>

/** Statistics of one data file (Delta protocol, "Per-file Statistics"). */
export interface FileStats {
  /** Physical rows of the file, those that a deletion vector hides included. */
  readonly numRecords?: bigint | undefined
  /** False where min, max and nullCount hold for a superset of the rows only. Absent in the text means true. */
  readonly tightBounds: boolean
  readonly minValues: StatisticsByName
  readonly maxValues: StatisticsByName
  readonly nullCount: StatisticsByName
}

const NONE: StatisticsByName = new Map()

let lastText: string | undefined
let lastRead: Checked<JsonValue> | undefined

/** `stats` as JSON. Several rules ask about the same file one after the other, so the last answer is kept. */
export function readStats(text: string): Checked<JsonValue> {
  if (lastRead === undefined || text !== lastText) {
    lastRead = readJson(text)
    lastText = text
    if (lastRead.kind === 'ok' && lastRead.value.kind === 'object') learnShape(lastRead.value)
  }
  return lastRead
}

/**
 * Reads the `stats` text of an add or remove. `undefined` where there is none: absent, empty, `null`, or no JSON object
 * at all (see `statsProblem` for telling these apart). A single unreadable part is left out, the others stay.
 */
export function parseStats(text: string | undefined): FileStats | undefined {
  if (text === undefined || text === '') return undefined
  const read = readStats(text)
  return read.kind === 'ok' && read.value.kind === 'object' ? statsOf(read.value) : undefined
}

/** The statistics that a JSON object stands for. */
export function statsOf(object: JsonObject): FileStats {
  const tightBounds = object.member('tightBounds')
  return {
    numRecords: countOf(object.member('numRecords')),
    tightBounds: tightBounds?.kind === 'boolean' ? tightBounds.value : true,
    minValues: statisticsOf(object.member('minValues')),
    maxValues: statisticsOf(object.member('maxValues')),
    nullCount: statisticsOf(object.member('nullCount')),
  }
}

/**
 * Rows that a reader sees: `numRecords` minus the rows that the deletion vector hides. `undefined` where the file does
 * not say, or says something impossible.
 */
export function logicalRows(add: Pick<AddFile, 'stats' | 'deletionVector'>): bigint | undefined {
  const physical = physicalRows(add.stats)
  if (physical === undefined || physical < 0n) return undefined
  const rows = physical - (add.deletionVector?.cardinality ?? 0n)
  return rows < 0n ? undefined : rows
}

/** As `parseStats(text)?.numRecords`, without making anything of the other statistics. */
export function physicalRows(text: string | undefined): bigint | undefined {
  if (text === undefined || text === '') return undefined
  const known = shapedStats(text)
  if (known) return BigInt(known.shape.numRecords(known.values))
  const read = readStats(text)
  return read.kind === 'ok' && read.value.kind === 'object' ? countOf(read.value.member('numRecords')) : undefined
}

/** The statistic at a path of physical names, for example `['address', 'city']`. */
export function statisticAt(statistics: StatisticsByName, path: readonly string[]): Statistic | undefined {
  let fields: StatisticsByName = statistics
  let found: Statistic | undefined
  for (const name of path) {
    found = fields.get(name)
    fields = found?.kind === 'struct' ? found.fields : NONE
  }
  return found
}

/** A statistic as it stands in a text of a known shape; undefined where there is none. */
export function statisticOfText(text: string | undefined): Statistic | undefined {
  switch (text?.[0]) {
    case undefined:
      return undefined
    case '"':
      return { kind: 'string', value: text?.slice(1, -1) ?? '' }
    case 'n':
      return { kind: 'null' }
    case 't':
    case 'f':
      return { kind: 'boolean', value: text === 'true' }
    default:
      return { kind: 'number', text: text ?? '' }
  }
}

/** The null count at a path of physical names; `undefined` where it is missing, negative or no whole number. */
export function nullCountAt(stats: FileStats, path: readonly string[]): bigint | undefined {
  return countOfNulls(statisticAt(stats.nullCount, path))
}

/** What a statistic says as a null count. */
export function countOfNulls(found: Statistic | undefined): bigint | undefined {
  const count = found?.kind === 'number' ? wholeNumber(found.text) : undefined
  return count === undefined || count < 0n ? undefined : count
}

/** Every leaf below `statistics`, depth first. */
export function* statisticLeaves(
  statistics: StatisticsByName,
  path: readonly string[] = [],
): Generator<{ readonly path: readonly string[]; readonly statistic: Statistic }> {
  for (const [name, statistic] of statistics) {
    const below = [...path, name]
    if (statistic.kind === 'struct') yield* statisticLeaves(statistic.fields, below)
    else yield { path: below, statistic }
  }
}

function statisticsOf(value: JsonValue | undefined): StatisticsByName {
  if (value?.kind !== 'object') return NONE
  const found = new Map<string, Statistic>()
  for (let index = 0; index < value.names.length; index++) {
    const [name, member] = [value.names[index], value.values[index]]
    if (name !== undefined && member !== undefined) found.set(name, statisticOf(member))
  }
  return found
}

function statisticOf(value: JsonValue): Statistic {
  switch (value.kind) {
    case 'object':
      return { kind: 'struct', fields: statisticsOf(value) }
    case 'string':
      return { kind: 'string', value: jsonString(value) }
    case 'number':
      return { kind: 'number', text: jsonText(value) }
    case 'boolean':
      return { kind: 'boolean', value: value.value }
    case 'null':
      return { kind: 'null' }
    case 'array':
      return { kind: 'unreadable', text: jsonText(value) }
  }
  return value satisfies never
}

function countOf(value: JsonValue | undefined): bigint | undefined {
  if (value?.kind !== 'number') return undefined
  const whole = jsonInteger(value)
  return whole !== undefined && isInt64(whole) ? whole : undefined
}

/** The value of a count as JSON has it, where it fits into a long. */
export function wholeNumber(literal: string): bigint | undefined {
  const value = parseExactInteger(literal)
  return value !== undefined && isInt64(value) ? value : undefined
}
