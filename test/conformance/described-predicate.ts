import { parsePredicate } from '../../src/shared/delta/parse-predicate.ts'
import { EVERY_ROW, type Predicate } from '../../src/shared/delta/predicate.ts'

/**
 * The predicate of a scan in SQL, in the words of an engine's own language (`===`, `&&`, `'part`, `col("part")`,
 * `part isin (1)`) or in a list of parts that all hold. Of parts joined by `and`, those that the grammar cannot read (a
 * function, a cast, `like`) count as true, as an engine takes what it cannot evaluate: they exclude no file.
 */
export function describedPredicate(expression: unknown): Predicate {
  const texts = (Array.isArray(expression) ? expression : [expression]).map(part =>
    typeof part === 'string' ? toSql(part) : '',
  )
  const operands = texts.flatMap(text => (text.trim() === '' ? [] : readableParts(text)))
  if (operands.length === 0) return EVERY_ROW
  const [only] = operands
  return operands.length === 1 && only ? only : { kind: 'and', operands }
}

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/\bcol(?:umn)?\(\s*["'](\w+)["']\s*\)/gi, '$1'],
  [/\blit\(([^()]*)\)/gi, '$1'],
  [/\$"(\w+)"/g, '$1'],
  [/={3}/g, '='],
  [/=!=|!==/g, '!='],
  [/&&/g, ' and '],
  [/\|\|/g, ' or '],
  [/\bis\s+not\s+distinct\s+from\b/gi, '<=>'],
  [/\.?\s*\bisin\s*\(/gi, ' in ('],
  [/\.?\s*\bisin\s+(\S+)/gi, ' in ($1)'],
  [/\.isNull\b(?:\(\))?/g, ' is null'],
  [/\.isNotNull\b(?:\(\))?/g, ' is not null'],
]

const SCALA = /={3}|=!=|&&|\|\||\bisin\b/
/** In Scala a name may have a quote before it and none behind it, and text stands in double quotes. */
const SCALA_WORDS: typeof SPELLINGS = [
  [/(^|[\s(!])'([A-Za-z_]\w*)(?=[\s).]|$)/g, '$1$2'],
  [/(?<![$(])"([^"']*)"/g, "'$1'"],
]

function toSql(text: string): string {
  const spellings = SCALA.test(text) ? [...SCALA_WORDS, ...SPELLINGS] : SPELLINGS
  return spellings.reduce((sql, [pattern, replacement]) => sql.replace(pattern, replacement), text)
}

/** Empty where none can be read: then every file may have been read. */
function readableParts(text: string): Predicate[] {
  const whole = parsePredicate(text)
  if (whole.kind === 'ok') return [whole.value]
  const inner = /^\s*\((.*)\)\s*$/s.exec(text)?.[1]
  if (inner !== undefined && isBalanced(inner)) return readableParts(inner)
  const pieces = conjunctsOf(text)
  return pieces.length > 1 ? pieces.flatMap(readableParts) : []
}

/** Splits at each `and` that stands outside of parentheses, quotes and `between … and …`. */
function conjunctsOf(text: string): string[] {
  const pieces: string[] = []
  let depth = 0
  let start = 0
  let isRange = false
  for (const { 0: token, index } of text.matchAll(/'(?:[^']|'')*'|`[^`]*`|"[^"]*"|[()]|\b(?:and|or|between)\b/gi)) {
    const word = token.toLowerCase()
    if (token === '(') depth++
    else if (token === ')') depth--
    else if (depth > 0) continue
    // Either side of an `or` may hold: nothing follows from one of them alone.
    else if (word === 'or') return [text]
    else if (word === 'between') isRange = true
    else if (word === 'and' && isRange) isRange = false
    else if (word === 'and') {
      pieces.push(text.slice(start, index))
      start = index + token.length
    }
  }
  return [...pieces, text.slice(start)]
}

function isBalanced(text: string): boolean {
  let depth = 0
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|[()]/g)) {
    if (token === '(') depth++
    if (token === ')' && --depth < 0) return false
  }
  return depth === 0
}
