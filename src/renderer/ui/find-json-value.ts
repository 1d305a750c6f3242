import { type JsonToken, jsonTokens } from './json-tokens.ts'

export interface TextRange {
  readonly from: number
  readonly to: number
}

/**
 * Where the value at `path` stands in JSON text. A path that leads nowhere gives the deepest value on its way, so that
 * a missing field points at the object that lacks it; text that holds no value at all gives `undefined`.
 */
export function findJsonValue(text: string, path: readonly (string | number)[]): TextRange | undefined {
  const tokens = [...jsonTokens(text)]
  let index = 0
  let range = valueRange(tokens, index)
  for (const step of path) {
    const child = childIndex(text, tokens, index, step)
    if (child === undefined) break
    index = child
    range = valueRange(tokens, index) ?? range
  }
  return range
}

/** The token at which the member or element `step` of the container at `index` starts; of two equal keys the last. */
function childIndex(
  text: string,
  tokens: readonly JsonToken[],
  index: number,
  step: string | number,
): number | undefined {
  const open = tokens[index]
  if (open?.kind !== 'open') return undefined
  const isObject = text[open.from] === '{'
  let found: number | undefined
  let at = index + 1
  for (let position = 0; at < tokens.length && tokens[at]?.kind !== 'close'; position += 1) {
    const key = isObject ? keyAt(text, tokens[at]) : position
    if (isObject && tokens[at + 1]?.kind === 'colon') at += 2
    if (String(key) === String(step)) found = at
    at = afterValue(tokens, at)
    if (tokens[at]?.kind === 'comma') at += 1
  }
  return found !== undefined && found < tokens.length ? found : undefined
}

function keyAt(text: string, token: JsonToken | undefined): string | undefined {
  if (token?.kind !== 'string') return undefined
  try {
    return JSON.parse(text.slice(token.from, token.to))
  } catch {
    return undefined
  }
}

/** The index after the value that starts at `index`. */
function afterValue(tokens: readonly JsonToken[], index: number): number {
  let depth = 0
  for (let at = index; at < tokens.length; at += 1) {
    const kind = tokens[at]?.kind
    if (kind === 'open') depth += 1
    if (kind === 'close') depth -= 1
    if (depth <= 0) return at + 1
  }
  return tokens.length
}

function valueRange(tokens: readonly JsonToken[], index: number): TextRange | undefined {
  const first = tokens[index]
  const last = tokens[afterValue(tokens, index) - 1]
  return first && last ? { from: first.from, to: last.to } : undefined
}
