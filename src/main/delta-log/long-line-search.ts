import type { ImportProblem } from '../../shared/contract/import.ts'
import { LINE_BYTES_MAX } from '../../shared/limits.ts'

/** A line with too many characters. Its bytes lie from `start` up to `end`, its line end not among them. */
export interface LongLine {
  /** From one. */
  readonly line: number
  readonly characters: number
  readonly start: number
  readonly end: number
}

/**
 * Looks for lines with too many characters in a text in UTF-8 that passes by in pieces, without making a text of it: what
 * would be refused in the end shall not need memory for it.
 */
export class LongLineSearch {
  readonly #charactersMax: number
  readonly #found: LongLine[] = []
  #line = 1
  #characters = 0
  #start = 0
  #at = 0

  constructor(charactersMax = LINE_BYTES_MAX) {
    this.#charactersMax = charactersMax
  }

  push(piece: Uint8Array): void {
    let characters = this.#characters
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at] ?? 0
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
        this.#end(characters, this.#at + at)
        this.#start = this.#at + at + 1
        if (byte === LINE_FEED) this.#line++
        characters = 0
      } else if (byte >= FOUR_BYTES) characters += 2
      else if ((byte & NEXT_MASK) !== NEXT) characters++
    }
    this.#characters = characters
    this.#at += piece.length
  }

  /** In their order, once the last piece has passed. */
  finish(): readonly LongLine[] {
    this.#end(this.#characters, this.#at)
    this.#characters = 0
    return this.#found
  }

  #end(characters: number, end: number): void {
    if (characters <= this.#charactersMax) return
    this.#found.push({ line: this.#line, characters, start: this.#start, end })
  }
}

export function longLineProblem({ line, characters }: LongLine, file: string): ImportProblem {
  const message = `Expected at most ${LINE_BYTES_MAX} characters, got ${characters}`
  return { rule: 'json.size', file, line, message }
}

/** The first line that is too long in a text that is all there. */
export function findLongLine(bytes: Uint8Array, file: string): ImportProblem | undefined {
  if (bytes.length <= LINE_BYTES_MAX) return undefined
  const search = new LongLineSearch()
  search.push(bytes)
  const [first] = search.finish()
  return first && longLineProblem(first, file)
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
/** A byte that continues a character. */
const NEXT_MASK = 0xc0
const NEXT = 0x80
/** The first of four bytes, which are two characters of UTF-16. */
const FOUR_BYTES = 0xf0
