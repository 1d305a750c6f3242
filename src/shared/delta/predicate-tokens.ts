import { PREDICATE_CHARACTERS_MAX } from '../limits.ts'

/** One word of a predicate. `text` is what it stands for: a name without its backticks, a string without its quotes. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'hex' | 'symbol' | 'end'
  readonly text: string
  /** Offset of its first character. */
  readonly at: number
}

export interface TokenProblem {
  readonly at: number
  readonly message: string
}

type Shape = readonly [kind: Token['kind'] | 'space', pattern: RegExp]

const SHAPES: readonly Shape[] = [
  ['space', /\s+/y],
  ['hex', /[xX]'[^']*'/y],
  ['string', /'(?:[^']|'')*'/y],
  ['name', /`(?:[^`]|``)+`/y],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_$])/uy],
  ['word', /[\p{L}_$][\p{L}\p{N}\p{M}_$]*/uy],
  ['symbol', /<=>|<=|>=|<>|!=|==|[=<>().,+-]/y],
]

/** Splits a predicate into words; the last one is always `end`. */
export function readTokens(text: string): readonly Token[] | TokenProblem {
  if (text.length > PREDICATE_CHARACTERS_MAX) {
    return { at: PREDICATE_CHARACTERS_MAX, message: `expected at most ${PREDICATE_CHARACTERS_MAX} characters` }
  }
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const found = matchShape(text, at)
    if (!found) return { at, message: problemAt(text, at) }
    const [kind, source] = found
    if (kind !== 'space') tokens.push({ kind, text: meaningOf(kind, source), at })
    at += source.length
  }
  return [...tokens, { kind: 'end', text: 'the end', at }]
}

function matchShape(text: string, at: number): readonly [Shape[0], string] | undefined {
  for (const [kind, pattern] of SHAPES) {
    pattern.lastIndex = at
    const source = pattern.exec(text)?.[0]
    if (source !== undefined) return [kind, source]
  }
  return undefined
}

function meaningOf(kind: Token['kind'], source: string): string {
  switch (kind) {
    case 'string':
      return source.slice(1, -1).replaceAll("''", "'")
    case 'name':
      return source.slice(1, -1).replaceAll('``', '`')
    case 'hex':
      return source.slice(2, -1)
    default:
      return source
  }
}

function problemAt(text: string, at: number): string {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  switch (character) {
    case "'":
      return 'this text has no closing quote'
    case '`':
      return 'this name is empty or has no closing backtick'
    case '"':
      return "text stands in single quotes ('…'), a column name in backticks (`…`)"
  }
  return /\d/.test(character)
    ? 'this is no number; a name that begins with a digit needs backticks'
    : `unexpected ${JSON.stringify(character)}`
}
