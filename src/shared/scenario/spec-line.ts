/** Where a text is no scenario, and what was expected there. Lines and columns count from 1. */
export interface SpecIssue {
  readonly line: number
  readonly column: number
  readonly expected: string
  readonly message: string
}

/** Thrown inside the reader and caught line by line. */
export class SpecProblem extends Error {
  readonly issue: SpecIssue

  constructor(line: number, column: number, expected: string, got: string) {
    super(`Expected ${expected}, got ${got}.`)
    this.name = 'SpecProblem'
    this.issue = { line, column, expected, message: this.message }
  }
}

interface Token {
  readonly text: string
  readonly column: number
  readonly quoted: boolean
}

const TOKEN = /\s+|#.*$|"([^"\\]|\\["\\])*"|[^\s"#]+|"/gy

/** One line of a scenario's text, read word by word. `#` begins a comment. */
export class SpecLine {
  readonly line: number
  readonly #tokens: readonly Token[]
  readonly #end: number
  #next = 0

  constructor(text: string, line: number) {
    this.line = line
    this.#tokens = tokensOf(text, line)
    this.#end = text.trimEnd().length + 1
  }

  get isEmpty(): boolean {
    return this.#tokens.length === 0
  }

  /** The next word, left where it is; empty at the end of the line. */
  get peek(): string {
    return this.#tokens[this.#next]?.text ?? ''
  }

  /** The next word; a quoted one only where `quoted` says so. */
  take(expected: string, quoted = false): string {
    const token = this.#tokens[this.#next]
    if (token === undefined || token.quoted !== quoted) throw this.problem(expected)
    this.#next += 1
    return token.text
  }

  /** The next word if it is this one. */
  takes(word: string): boolean {
    const token = this.#tokens[this.#next]
    if (token === undefined || token.quoted || token.text !== word) return false
    this.#next += 1
    return true
  }

  oneOf<T extends string>(words: readonly T[], what?: string): T {
    const found = words.find(word => this.takes(word))
    if (found === undefined) throw this.problem(what ?? listed(words))
    return found
  }

  wholeNumber(what: string): number {
    const text = this.peek
    if (!/^\d{1,10}$/.test(text)) throw this.problem(what)
    this.take(what)
    return Number(text)
  }

  /** Milliseconds, written as `250ms` or `3s`. */
  duration(what: string): number {
    const [, digits, unit] = /^(\d{1,7})(ms|s)$/.exec(this.peek) ?? []
    if (digits === undefined) throw this.problem(`${what}, such as 250ms or 3s`)
    this.take(what)
    return Number(digits) * (unit === 's' ? 1_000 : 1)
  }

  /** Every word up to the end of the line, at least one. */
  rest(expected: string): string[] {
    const words = [this.take(expected)]
    while (this.#next < this.#tokens.length) words.push(this.take(expected))
    return words
  }

  end(): void {
    if (this.#next < this.#tokens.length) throw this.problem('the end of the line')
  }

  problem(expected: string): SpecProblem {
    const token = this.#tokens[this.#next]
    const got = token === undefined ? 'the end of the line' : JSON.stringify(token.text)
    return new SpecProblem(this.line, token?.column ?? this.#end, expected, got)
  }
}

function tokensOf(text: string, line: number): Token[] {
  return [...text.matchAll(TOKEN)].flatMap(({ 0: match, index }) => {
    if (/^[\s#]/.test(match)) return []
    if (match === '"') throw new SpecProblem(line, index + 1, 'a quotation mark that ends the text', 'none')
    const quoted = match.startsWith('"')
    const word = quoted ? match.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : match
    return [{ text: word, column: index + 1, quoted }]
  })
}

/** `a, b or c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
