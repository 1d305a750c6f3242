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
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #line = 1
  #characters = 0
  #start = 0
  #at = 0

  constructor(charactersMax = LINE_BYTES_MAX) {
    this.#charactersMax = charactersMax
  }

  push(piece: Uint8Array): void {
    for (let from = 0; from <= piece.length; ) {
      const end = this.#lineEnd(piece, from)
      this.#add(piece.subarray(from, end), from === 0 || end === piece.length)
      if (end === piece.length) break
      this.#end(this.#at + end)
      if (piece[end] === LINE_FEED) this.#line++
      from = end + 1
    }
    this.#at += piece.length
  }

  /** In their order, once the last piece has passed. */
  finish(): readonly LongLine[] {
    this.#end(this.#at)
    return this.#found
  }

  /** Where the line ends that a piece has from here on, or the piece. */
  #lineEnd(piece: Uint8Array, from: number): number {
    const feed = piece.indexOf(LINE_FEED, from)
    const line = feed < 0 ? piece : piece.subarray(0, feed)
    const lineReturn = line.indexOf(CARRIAGE_RETURN, from)
    return lineReturn < 0 ? line.length : lineReturn
  }

  /** A line that lies in one piece and has few bytes needs no count. */
  #add(bytes: Uint8Array, isPart: boolean): void {
    if (!isPart && bytes.length <= this.#charactersMax) return
    for (let at = 0; at < bytes.length; at += COUNTED_BYTES) {
      this.#characters += this.#decoder.decode(bytes.subarray(at, at + COUNTED_BYTES), { stream: true }).length
    }
  }

  #end(end: number): void {
    this.#characters += this.#decoder.decode().length
    const [line, characters, start] = [this.#line, this.#characters, this.#start]
    if (characters > this.#charactersMax) this.#found.push({ line, characters, start, end })
    this.#characters = 0
    this.#start = end + 1
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
/** Texts of this size are soon forgotten; much larger ones pile up. */
const COUNTED_BYTES = 32 * 1024
