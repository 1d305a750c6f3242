/**
 * The same JSON over several lines, two spaces a level. Only whitespace between tokens changes: numbers and escapes stay
 * as they were written, which `JSON.stringify(JSON.parse(text))` cannot promise.
 */
export function indentJson(text: string): string {
  const parts: string[] = []
  let depth = 0
  let previous: JsonToken | undefined
  for (const token of jsonTokens(text)) {
    if (token.kind === 'close') depth = Math.max(0, depth - 1)
    parts.push(between(previous, token, depth), text.slice(token.from, token.to))
    if (token.kind === 'open') depth += 1
    previous = token
  }
  return parts.join('')
}

function between(previous: JsonToken | undefined, next: JsonToken, depth: number): string {
  if (!previous || next.kind === 'comma' || next.kind === 'colon') return ''
  if (previous.kind === 'colon') return ' '
  if (previous.kind === 'open' && next.kind === 'close') return ''
  return `\n${'  '.repeat(depth)}`
}

/** By place; whitespace lies between tokens. */
interface JsonToken {
  readonly kind: 'open' | 'close' | 'comma' | 'colon' | 'string' | 'literal'
  readonly from: number
  readonly to: number
}

const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*"?)|([{[])|([}\]])|(,)|(:)|([^\s{}[\],:"]+)/gs
const KINDS = ['string', 'open', 'close', 'comma', 'colon', 'literal'] as const

/** The tokens of JSON text, also of text that is not JSON yet: nothing is judged, nothing is lost but whitespace. */
function* jsonTokens(text: string): Generator<JsonToken> {
  for (const match of text.matchAll(TOKEN)) {
    const kind = KINDS.find((_, index) => match[index + 1] !== undefined)
    if (kind) yield { kind, from: match.index, to: match.index + match[0].length }
  }
}
