import { PREDICATE_DEPTH_MAX } from '../limits.ts'
import { parseDate, parseTimestamp } from './calendar.ts'
import { parseDecimal } from './decimal.ts'
import type { Checked } from './issue.ts'
import type { ColumnReference, Comparison, Literal, LiteralValue, Operand, Predicate } from './predicate.ts'
import { readTokens, type Token } from './predicate-tokens.ts'

/**
 * Reads a predicate: comparisons, `in`, `between`, `is [not] null`, `and`, `or`, `not`, parentheses, names with dots and
 * backticks, literals (`'text'`, `1.50`, `true`, `date '2026-11-19'`, `timestamp '…'`, `timestamp_ntz '…'`,
 * `double 'NaN'`, `x'0AFF'`, `null`). A timestamp without a zone is read as UTC. An issue's path ends in the offset of
 * the character where reading stopped.
 */
export function parsePredicate(text: string): Checked<Predicate> {
  const tokens = readTokens(text)
  if ('message' in tokens) return refuse(tokens.at, tokens.message)
  const reader = new PredicateReader(tokens)
  try {
    return { kind: 'ok', value: reader.readWhole(), warnings: [] }
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return refuse(problem.at, problem.message)
    throw problem
  }
}

const RESERVED = new Set(['and', 'or', 'not', 'in', 'between', 'is', 'null', 'true', 'false'])
const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ['=', '='],
  ['==', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['<=>', '<=>'],
])

const SPECIAL_DOUBLES: ReadonlyMap<string, 'NaN' | 'Infinity' | '-Infinity'> = new Map([
  ['nan', 'NaN'],
  ['infinity', 'Infinity'],
  ['-infinity', '-Infinity'],
])

/** Carries the place of the first problem out of the recursion; never leaves `parsePredicate`. */
class SyntaxProblem extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

function refuse(at: number, problem: string): Checked<Predicate> {
  const message = `At character ${at + 1}: ${problem}`
  return {
    kind: 'invalid',
    issues: [{ rule: 'predicate.syntax', severity: 'error', path: ['predicate', at], message }],
  }
}

class PredicateReader {
  private readonly tokens: readonly Token[]
  private position = 0
  private depth = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  readWhole(): Predicate {
    const predicate = this.readOr()
    if (this.next.kind !== 'end') this.expected('`and`, `or` or the end')
    return predicate
  }

  private get next(): Token {
    const token = this.tokens[this.position] ?? this.tokens.at(-1)
    return token ?? { kind: 'end', text: 'the end', at: 0 }
  }

  private readOr(): Predicate {
    return this.readChain('or', () => this.readChain('and', () => this.readNot()))
  }

  private readChain(kind: 'and' | 'or', readPart: () => Predicate): Predicate {
    const first = readPart()
    const operands = [first]
    while (this.takeWord(kind)) operands.push(readPart())
    return operands.length === 1 ? first : { kind, operands }
  }

  private readNot(): Predicate {
    const at = this.next.at
    if (!this.takeWord('not')) return this.readCondition()
    return { kind: 'not', operand: this.nested(at, () => this.readNot()) }
  }

  private readCondition(): Predicate {
    const at = this.next.at
    if (!this.takeSymbol('(')) return this.readRest(this.readOperand())
    const inner = this.nested(at, () => this.readOr())
    if (!this.takeSymbol(')')) this.expected('`)`')
    return inner.kind === 'truth' ? this.readRest(inner.operand) : inner
  }

  private readRest(operand: Operand): Predicate {
    const operator = this.next.kind === 'symbol' ? COMPARISONS.get(this.next.text) : undefined
    if (operator) {
      this.position++
      return { kind: 'comparison', operator, left: operand, right: this.readOperand() }
    }
    if (this.takeWord('is')) {
      const negated = this.takeWord('not')
      if (!this.takeWord('null')) this.expected(negated ? '`null`' : '`null` or `not null`')
      return negate(negated, { kind: 'is-null', operand })
    }
    const negated = this.takeWord('not')
    if (this.takeWord('in')) return negate(negated, { kind: 'in', operand, values: this.readValues() })
    if (this.takeWord('between')) {
      const low = this.readOperand()
      if (!this.takeWord('and')) this.expected('`and`')
      return negate(negated, { kind: 'between', operand, low, high: this.readOperand() })
    }
    if (negated) this.expected('`in` or `between`')
    return { kind: 'truth', operand }
  }

  private readValues(): Literal[] {
    if (!this.takeSymbol('(')) this.expected('`(`')
    const values: Literal[] = []
    do {
      const token = this.next
      const value = this.readOperand()
      if (value.kind === 'column') throw new SyntaxProblem(token.at, 'expected a value, got a column name')
      values.push(value)
    } while (this.takeSymbol(','))
    if (!this.takeSymbol(')')) this.expected('`,` or `)`')
    return values
  }

  private readOperand(): Operand {
    const token = this.next
    const literal = this.readLiteral(token)
    return literal ? { ...literal, at: token.at } : this.readColumn(token)
  }

  private readLiteral(token: Token): LiteralValue | undefined {
    switch (token.kind) {
      case 'string':
        this.position++
        return { kind: 'string', value: token.text }
      case 'number':
        this.position++
        return numberLiteral(token.at, token.text)
      case 'hex':
        this.position++
        return binaryLiteral(token)
      case 'symbol':
        return this.readSignedNumber(token)
      case 'word':
        return this.readWordLiteral(token)
      case 'name':
      case 'end':
        return undefined
    }
    return token.kind satisfies never
  }

  private readSignedNumber(token: Token): LiteralValue | undefined {
    if (token.text !== '-' && token.text !== '+') return undefined
    this.position++
    if (this.next.kind !== 'number') this.expected('a number')
    const text = token.text === '-' ? `-${this.next.text}` : this.next.text
    this.position++
    return numberLiteral(token.at, text)
  }

  private readWordLiteral(token: Token): LiteralValue | undefined {
    const word = token.text.toLowerCase()
    if (word === 'null' || word === 'true' || word === 'false') {
      this.position++
      return word === 'null' ? { kind: 'null' } : { kind: 'boolean', value: word === 'true' }
    }
    const quoted = this.tokens[this.position + 1]
    if (quoted?.kind !== 'string') return undefined
    const literal = typedLiteral(word, quoted)
    if (literal) this.position += 2
    return literal
  }

  private readColumn(start: Token): ColumnReference {
    const path: string[] = []
    do {
      const { kind, text } = this.next
      if (kind !== 'name' && (kind !== 'word' || RESERVED.has(text.toLowerCase()))) {
        this.expected(path.length > 0 ? 'the name of a field' : 'a column name or a value')
      }
      path.push(text)
      this.position++
    } while (this.takeSymbol('.'))
    return { kind: 'column', path, at: start.at }
  }

  private nested(at: number, read: () => Predicate): Predicate {
    if (this.depth >= PREDICATE_DEPTH_MAX) {
      throw new SyntaxProblem(at, `expected at most ${PREDICATE_DEPTH_MAX} levels of nesting`)
    }
    this.depth++
    const predicate = read()
    this.depth--
    return predicate
  }

  private takeWord(word: string): boolean {
    const found = this.next.kind === 'word' && this.next.text.toLowerCase() === word
    if (found) this.position++
    return found
  }

  private takeSymbol(symbol: string): boolean {
    const found = this.next.kind === 'symbol' && this.next.text === symbol
    if (found) this.position++
    return found
  }

  private expected(what: string): never {
    const { kind, text, at } = this.next
    throw new SyntaxProblem(at, `expected ${what}, got ${kind === 'end' ? text : `\`${text.slice(0, 40)}\``}`)
  }
}

function negate(negated: boolean, predicate: Predicate): Predicate {
  return negated ? { kind: 'not', operand: predicate } : predicate
}

function numberLiteral(at: number, text: string): LiteralValue {
  if (!parseDecimal(text)) throw new SyntaxProblem(at, 'this number is too long or its exponent too large')
  return { kind: 'number', text }
}

function binaryLiteral({ text, at }: Token): LiteralValue {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) throw new SyntaxProblem(at, 'expected two hexadecimal digits a byte')
  return { kind: 'binary', hex: text.toUpperCase() }
}

/** `date '…'` and the like; undefined where the word is no type, so that it is a column's name. */
function typedLiteral(word: string, { text, at }: Token): LiteralValue | undefined {
  switch (word) {
    case 'date': {
      const days = parseDate(text)
      if (days === undefined) throw new SyntaxProblem(at, 'expected a date such as 2026-11-19')
      return { kind: 'date', days }
    }
    case 'timestamp':
    case 'timestamp_ntz': {
      const time = parseTimestamp(text)
      if (!time) throw new SyntaxProblem(at, 'expected a timestamp such as 2026-11-19 10:00:00')
      if (word === 'timestamp_ntz' && time.zoned) throw new SyntaxProblem(at, 'expected a timestamp without a zone')
      return { kind: word, micros: time.micros }
    }
    case 'float':
    case 'double': {
      const special = SPECIAL_DOUBLES.get(text.toLowerCase())
      if (special) return { kind: 'double', text: special }
      throw new SyntaxProblem(at, "expected 'NaN', 'Infinity' or '-Infinity'")
    }
  }
  return undefined
}
