import type { JsonValue } from './json.ts'
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  LINE_FEED,
  LOWER_E,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  MINUS,
  NINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  QUOTE,
  RETURN,
  SPACE,
  TAB,
  UPPER_E,
  ZERO,
} from './json-characters.ts'
import { escapeLength } from './json-escape.ts'
import { JsonObject } from './json-object.ts'

/** Where and why reading stopped; `steps` lead from the outermost value to the place. */
export interface JsonProblem {
  readonly rule: 'json.syntax' | 'json.depth'
  readonly steps: readonly (string | number)[]
  readonly message: string
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f]/

/**
 * One pass over one JSON text. `read` answers undefined at the first fault and leaves it in `problem`; every inner method
 * does the same, so that a fault needs no exception.
 */
export class JsonReader {
  problem: JsonProblem = { rule: 'json.syntax', steps: [], message: '' }
  readonly #text: string
  readonly #depthMax: number
  #at = 0
  #depth = 0
  #escaped = false
  /** The first backslash at or behind the last place where one was looked for; the text's length where there is none. */
  #backslash = -1
  readonly #hasControls: boolean

  constructor(text: string, depthMax: number) {
    this.#text = text
    this.#depthMax = depthMax
    this.#hasControls = CONTROL.test(text)
  }

  read(): JsonValue | undefined {
    const value = this.#value()
    if (value === undefined) return undefined
    this.#skipSpace()
    return this.#at === this.#text.length ? value : this.#fail('the end of the text')
  }

  #value(): JsonValue | undefined {
    const first = this.#skipSpace()
    switch (first) {
      case QUOTE: {
        const start = this.#at
        if (!this.#scanString()) return undefined
        return { kind: 'string', source: this.#text, start, end: this.#at, escaped: this.#escaped }
      }
      case OPEN_BRACE:
        return this.#object()
      case OPEN_BRACKET:
        return this.#array()
      case LOWER_T:
        return this.#boolean('true', true)
      case LOWER_F:
        return this.#boolean('false', false)
      case LOWER_N: {
        const start = this.#at
        if (!this.#word('null')) return undefined
        return { kind: 'null', source: this.#text, start, end: this.#at }
      }
      default:
        return first === MINUS || (first >= ZERO && first <= NINE) ? this.#number() : this.#fail('a JSON value')
    }
  }

  #object(): JsonValue | undefined {
    if (this.#depth === this.#depthMax) return this.#failDepth()
    this.#depth++
    const source = this.#text
    const start = this.#at++
    const names: string[] = []
    const values: JsonValue[] = []
    let next = this.#skipSpace()
    let more = next !== CLOSE_BRACE
    while (more) {
      if (next !== QUOTE) return this.#fail('a member name in double quotes')
      const name = this.#name()
      if (name === undefined) return undefined
      if (this.#skipSpace() !== COLON) return this.#fail('a colon')
      this.#at++
      const value = this.#value()
      if (value === undefined) return this.#failedIn(name)
      names.push(name)
      values.push(value)
      next = this.#skipSpace()
      if (next !== COMMA && next !== CLOSE_BRACE) return this.#fail('a comma or }')
      more = next === COMMA
      if (more) {
        this.#at++
        next = this.#skipSpace()
      }
    }
    this.#at++
    this.#depth--
    return new JsonObject(source, start, this.#at, names, values)
  }

  #array(): JsonValue | undefined {
    if (this.#depth === this.#depthMax) return this.#failDepth()
    this.#depth++
    const source = this.#text
    const start = this.#at++
    const items: JsonValue[] = []
    let more = this.#skipSpace() !== CLOSE_BRACKET
    while (more) {
      const item = this.#value()
      if (item === undefined) return this.#failedIn(items.length)
      items.push(item)
      const next = this.#skipSpace()
      if (next !== COMMA && next !== CLOSE_BRACKET) return this.#fail('a comma or ]')
      more = next === COMMA
      if (more) this.#at++
    }
    this.#at++
    this.#depth--
    return { kind: 'array', source, start, end: this.#at, items }
  }

  #name(): string | undefined {
    const start = this.#at
    if (!this.#scanString()) return undefined
    if (!this.#escaped) return this.#text.slice(start + 1, this.#at - 1)
    const decoded: unknown = JSON.parse(this.#text.slice(start, this.#at))
    return String(decoded)
  }

  /**
   * Moves behind the closing quote. Most strings hold no escape and most texts no control character at all, so that the
   * engine's own search finds the end; escapes are checked here, so that decoding them later cannot fail.
   */
  #scanString(): boolean {
    const text = this.#text
    const start = this.#at + 1
    if (this.#backslash < start) this.#backslash = positionOr(text.indexOf('\\', start), text.length)
    if (!this.#hasControls && this.#backslash >= start) {
      const end = text.indexOf('"', start)
      if (end !== -1 && end < this.#backslash) {
        this.#at = end + 1
        this.#escaped = false
        return true
      }
    }
    return this.#scanEachCharacter(start)
  }

  #scanEachCharacter(start: number): boolean {
    const text = this.#text
    let escaped = false
    let at = start
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) break
      if (code === BACKSLASH) {
        escaped = true
        const length = escapeLength(text, at)
        if (length === 0) return this.#failString(at, 'an escape that JSON knows')
        at += length
      } else if (code >= SPACE) {
        at++
      } else {
        return this.#failString(at, 'a character that JSON allows in a string, or its closing quote')
      }
    }
    this.#at = at + 1
    this.#escaped = escaped
    return true
  }

  #number(): JsonValue | undefined {
    const start = this.#at
    if (this.#text.charCodeAt(this.#at) === MINUS) this.#at++
    if (this.#text.charCodeAt(this.#at) === ZERO) this.#at++
    else if (!this.#digits()) return this.#fail('a digit')
    let plain = true
    if (this.#text.charCodeAt(this.#at) === DOT) {
      plain = false
      this.#at++
      if (!this.#digits()) return this.#fail('a digit')
    }
    const exponent = this.#text.charCodeAt(this.#at)
    if (exponent === LOWER_E || exponent === UPPER_E) {
      plain = false
      const sign = this.#text.charCodeAt(++this.#at)
      if (sign === PLUS || sign === MINUS) this.#at++
      if (!this.#digits()) return this.#fail('a digit')
    }
    return { kind: 'number', source: this.#text, start, end: this.#at, plain }
  }

  #digits(): boolean {
    const start = this.#at
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (!(code >= ZERO && code <= NINE)) return this.#at > start
      this.#at++
    }
  }

  #boolean(word: string, value: boolean): JsonValue | undefined {
    const start = this.#at
    if (!this.#word(word)) return undefined
    return { kind: 'boolean', source: this.#text, start, end: this.#at, value }
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) {
      this.#fail(word)
      return false
    }
    this.#at += word.length
    return true
  }

  /** Moves to the next character that is not white space and answers its code, NaN at the end of the text. */
  #skipSpace(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code > SPACE) return code
      if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) return code
      this.#at++
    }
  }

  #fail(expected: string): undefined {
    const character = this.#text.codePointAt(this.#at)
    const found = character === undefined ? 'the end' : JSON.stringify(String.fromCodePoint(character))
    const message = `Expected ${expected}, got ${found} at character ${this.#at + 1}`
    this.problem = { rule: 'json.syntax', steps: [], message }
    return undefined
  }

  #failDepth(): undefined {
    const message = `Expected at most ${this.#depthMax} levels of nesting, got more at character ${this.#at + 1}`
    this.problem = { rule: 'json.depth', steps: [], message }
    return undefined
  }

  #failString(at: number, expected: string): false {
    this.#at = at
    this.#fail(expected)
    return false
  }

  #failedIn(step: string | number): undefined {
    this.problem = { ...this.problem, steps: [step, ...this.problem.steps] }
    return undefined
  }
}

function positionOr(position: number, otherwise: number): number {
  return position === -1 ? otherwise : position
}
