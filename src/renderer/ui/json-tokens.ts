/** A token of JSON text by place; whitespace lies between tokens. */
export interface JsonToken {
  readonly kind: 'open' | 'close' | 'comma' | 'colon' | 'string' | 'literal'
  readonly from: number
  readonly to: number
}

const TOKEN = /("(?:[^"\\]|\\.)*"?)|([{[])|([}\]])|(,)|(:)|([^\s{}[\],:"]+)/gs
const KINDS = ['string', 'open', 'close', 'comma', 'colon', 'literal'] as const

/** The tokens of JSON text, also of text that is not JSON yet: nothing is judged, nothing is lost but whitespace. */
export function* jsonTokens(text: string): Generator<JsonToken> {
  for (const match of text.matchAll(TOKEN)) {
    const kind = KINDS.find((_, index) => match[index + 1] !== undefined)
    if (kind) yield { kind, from: match.index, to: match.index + match[0].length }
  }
}
