import type { Framing } from './actions.ts'
import { framingOf, lineBounds } from './parse-commit.ts'

/**
 * As `splitLines`, for a text that comes in pieces of any size: gives each line once its end was seen, and at the end
 * what stood between them. What it keeps does not grow with the text unless its line ends are unusual.
 */
export class CommitSplitter {
  #rest = ''
  /** What stands behind the last line so far, without `#rest`. */
  #separator = ''
  #lines = 0
  /** Every separator so far; undefined while they are the usual ones. */
  #separators: string[] | undefined

  /** Characters of the line that is not complete yet. */
  get unfinished(): number {
    return this.#rest.length
  }

  /** Lines so far. */
  get lines(): number {
    return this.#lines
  }

  /** The lines that end in this piece, without white space around them. */
  push(piece: string): string[] {
    const text = this.#rest + piece
    const behindNewline = text.lastIndexOf('\n') + 1
    const end = behindNewline + text.slice(behindNewline).lastIndexOf('\r') + 1
    this.#rest = text.slice(end)
    return this.#split(text.slice(0, end))
  }

  /** The last line, if it has no line end, and the framing of them all; nothing may be pushed afterwards. */
  end(): { readonly lines: string[]; readonly framing: Framing } {
    const lines = this.#split(this.#rest)
    this.#rest = ''
    const separators =
      this.#separators ?? usualSeparators(isUsual(this.#separator) ? Math.min(this.#lines, 1) : this.#lines)
    return { lines, framing: framingOf([...separators, this.#separator]) }
  }

  #split(text: string): string[] {
    const lines: string[] = []
    let behind = 0
    let at = 0
    for (const piece of text.split(text.includes('\r') ? /[\r\n]/ : '\n')) {
      const [start, stop] = lineBounds(text, at, at + piece.length)
      if (start < stop) {
        this.#separate(this.#separator + text.slice(behind, start))
        this.#separator = ''
        lines.push(text.slice(start, stop))
        behind = stop
      }
      at += piece.length + 1
    }
    this.#separator += text.slice(behind)
    return lines
  }

  #separate(separator: string): void {
    const usual = this.#lines === 0 ? '' : '\n'
    if (this.#separators === undefined && separator !== usual) this.#separators = usualSeparators(this.#lines)
    this.#separators?.push(separator)
    this.#lines++
  }
}

/** Whether a text without anything unusual may end so. */
function isUsual(lastSeparator: string): boolean {
  return lastSeparator === '' || lastSeparator === '\n'
}

function usualSeparators(lines: number): string[] {
  return Array.from({ length: lines }, (_, line) => (line === 0 ? '' : '\n'))
}
