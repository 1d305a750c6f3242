/** One term as it stands in a filter: `op:"CREATE TABLE"` is key `op`, sign `:`, value `CREATE TABLE`. */
export interface FilterToken {
  readonly at: number
  readonly end: number
  /** True where a minus stands before the key. */
  readonly isNegated: boolean
  readonly key: string
  /** `:` or a comparison; empty where the term is a bare word. */
  readonly sign: string
  /** Without its quotes; the parts of a list. */
  readonly values: readonly string[]
  /** Where the value begins. */
  readonly valueAt: number
  /** False where a quote is not closed. */
  readonly closed: boolean
}

const KEY = /(-?)([a-z]*)(>=|<=|[:><=])/y
const SPACE = /\s/

/** Splits a filter at the spaces outside of double quotes; inside them `""` is one quote. Takes any text. */
export function readFilterTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = []
  let at = 0
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at++
      continue
    }
    KEY.lastIndex = at
    const [head = text.charAt(at) === '-' ? '-' : '', minus = head, key = '', sign = ''] = KEY.exec(text) ?? []
    const value = readValues(text, at + head.length)
    tokens.push({
      at,
      end: value.end,
      isNegated: minus === '-',
      key,
      sign,
      values: value.parts,
      valueAt: at + head.length,
      closed: value.closed,
    })
    at = value.end
  }
  return tokens
}

function readValues(text: string, start: number): { parts: string[]; end: number; closed: boolean } {
  const parts: string[] = ['']
  let [end, quoted] = [start, false]
  const append = (character: string) => {
    parts[parts.length - 1] += character
  }
  for (; end < text.length; end++) {
    const character = text.charAt(end)
    if (character === '"') {
      if (quoted && text.charAt(end + 1) === '"') append(text.charAt(end++))
      else quoted = !quoted
    } else if (!quoted && SPACE.test(character)) break
    else if (!quoted && character === ',') parts.push('')
    else append(character)
  }
  return { parts, end, closed: !quoted }
}

/** A value as it must stand in a filter to mean this text. */
export function quoteFilterValue(value: string): string {
  return value === '' || /[\s",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
