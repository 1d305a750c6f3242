import { JSON_DEPTH_MAX, LINE_BYTES_MAX } from '../limits.ts'
import { parseExactInteger } from './exact-integer.ts'
import type { Checked, Issue } from './issue.ts'
import type { JsonObject } from './json-object.ts'
import { JsonReader } from './json-reader.ts'

export type { JsonObject } from './json-object.ts'

/** A JSON value together with the place of its exact source text; `jsonText` returns that text. */
export type JsonValue = JsonObject | JsonArray | JsonString | JsonNumber | JsonBoolean | JsonNull

interface Placed {
  readonly source: string
  readonly start: number
  readonly end: number
}

interface JsonArray extends Placed {
  readonly kind: 'array'
  readonly items: readonly JsonValue[]
}

export interface JsonString extends Placed {
  readonly kind: 'string'
  readonly escaped: boolean
}

export interface JsonNumber extends Placed {
  readonly kind: 'number'
  /** Written without a fraction and an exponent. */
  readonly plain: boolean
}

interface JsonBoolean extends Placed {
  readonly kind: 'boolean'
  readonly value: boolean
}

interface JsonNull extends Placed {
  readonly kind: 'null'
}

/**
 * Reads one JSON text (RFC 8259) without losing anything of it: number literals, escapes, key order and repeated keys stay
 * visible. Total: every text ends in a value or in one issue with the path inside the value and the offset in the message.
 */
export function readJson(text: string, path: readonly (string | number)[] = []): Checked<JsonValue> {
  if (text.length > LINE_BYTES_MAX) {
    return refuse('json.size', path, `Expected at most ${LINE_BYTES_MAX} characters, got ${text.length}`)
  }
  if (!text.isWellFormed()) {
    return refuse('json.unicode', path, 'Expected Unicode text, got half of a surrogate pair')
  }
  const reader = new JsonReader(text, JSON_DEPTH_MAX)
  const value = reader.read()
  if (value !== undefined) return { kind: 'ok', value, warnings: NONE }
  const { rule, steps, message } = reader.problem
  return refuse(rule, [...path, ...steps], message)
}

/** The exact source text of a value. */
export function jsonText(value: JsonValue): string {
  return value.source.slice(value.start, value.end)
}

/** The characters that a JSON string stands for. A lone `\ud800` escape gives a string that is not well formed. */
export function jsonString(value: JsonString): string {
  if (!value.escaped && value.end - value.start <= COPIED_CHARACTERS_MAX) {
    return value.source.slice(value.start + 1, value.end - 1)
  }
  const decoded: unknown = JSON.parse(jsonText(value))
  return String(decoded)
}

/** The whole number that a JSON number stands for, exactly; undefined if it is none or has more than 19 digits. */
export function jsonInteger(value: JsonNumber): bigint | undefined {
  const isShort = value.plain && value.end - value.start <= SAFE_DIGITS
  return isShort ? BigInt(smallInteger(value)) : parseExactInteger(jsonText(value))
}

/** The double nearest to a JSON number: of two numbers whose doubles differ, the one with the smaller double is smaller. */
export function jsonDouble(value: JsonNumber): number {
  return value.plain && value.end - value.start <= SAFE_DIGITS ? smallInteger(value) : Number(jsonText(value))
}

/** Spares a string: most numbers of a log are sizes and times. */
function smallInteger({ source, start, end }: JsonNumber): number {
  const negative = source.charCodeAt(start) === MINUS
  let value = 0
  for (let at = negative ? start + 1 : start; at < end; at++) value = value * 10 + source.charCodeAt(at) - ZERO
  return negative ? -value : value
}

/** What a value is, in words for messages: `a string "abc"`, `an object`, `null`. */
export function describeJson(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing'
  switch (value.kind) {
    case 'object':
      return 'an object'
    case 'array':
      return 'an array'
    case 'string':
      return `the string ${shorten(jsonText(value))}`
    case 'number':
      return `the number ${shorten(jsonText(value))}`
    case 'boolean':
      return String(value.value)
    case 'null':
      return 'null'
  }
  return value satisfies never
}

/**
 * The place in `text` of the value that an issue's path names (without its first step, the line); of the nearest
 * enclosing value where there is none. Undefined when the text is not JSON.
 */
export function locateJson(
  text: string,
  path: readonly (string | number)[],
): { start: number; end: number } | undefined {
  const read = readJson(text)
  if (read.kind === 'invalid') return undefined
  let place = read.value
  for (const step of path) {
    const next = stepInto(place, step)
    if (next === undefined) break
    place = next
  }
  return { start: place.start, end: place.end }
}

const NONE: readonly Issue[] = []
/** A longer slice would keep its whole source in memory for as long as it lives; decoding makes a copy. */
const COPIED_CHARACTERS_MAX = 14
const MINUS = 0x2d
const ZERO = 0x30
const SAFE_DIGITS = 15
const SHOWN_CHARACTERS_MAX = 40

function stepInto(value: JsonValue, step: string | number): JsonValue | undefined {
  if (value.kind === 'object') return value.members.get(String(step))
  if (value.kind === 'array' && typeof step === 'number') return value.items[step]
  return undefined
}

function shorten(text: string): string {
  return text.length <= SHOWN_CHARACTERS_MAX ? text : `${text.slice(0, SHOWN_CHARACTERS_MAX)}…`
}

function refuse(rule: string, path: readonly (string | number)[], message: string): Checked<JsonValue> {
  return { kind: 'invalid', issues: [{ rule, severity: 'error', path, message }] }
}
