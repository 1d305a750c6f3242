import { VERSION_MAX } from '../limits.ts'
import {
  type Comparison,
  FILTER_MEASURES,
  FILTER_STATES,
  type FilterMeasure,
  type FilterProblem,
  type FilterState,
  type ParsedFilter,
  type PlacedTerm,
  type PlainTerm,
} from './filter.ts'
import { DURATION_UNITS, parseDuration, parseQuantity } from './filter-quantity.ts'
import { type FilterToken, readFilterTokens } from './filter-tokens.ts'
import { parseMoment } from './moment.ts'

export const FILTER_CHARACTERS_MAX = 2_000
export const FILTER_TERMS_MAX = 20
export const FILTER_NAMES_MAX = 50

/** What stands before the sign of a term, and an example of the whole. */
export const FILTER_KEYS = {
  op: { hint: 'operation; several with commas, * for any text', example: 'op:MERGE' },
  by: { hint: 'who committed', example: 'by:etl*' },
  txn: { hint: 'application id of a transaction', example: 'txn:app' },
  is: { hint: 'what a version is or does', example: 'is:schema' },
  path: { hint: 'touches a file whose path contains this', example: 'path:dt=2026-11-20' },
  files: { hint: FILTER_MEASURES.files, example: 'files>100' },
  bytes: { hint: FILTER_MEASURES.bytes, example: 'bytes>1gb' },
  rows: { hint: FILTER_MEASURES.rows, example: 'rows>1m' },
  v: { hint: 'versions, both ends inclusive', example: 'v:10..20' },
  since: { hint: 'committed at this moment or later', example: 'since:2026-11-02' },
  until: { hint: 'committed at this moment or earlier', example: 'until:"2026-11-02 14:00"' },
} as const satisfies Record<string, { readonly hint: string; readonly example: string }>
export type FilterKey = keyof typeof FILTER_KEYS

/** Turns any term round. */
export const NEGATION = { hint: 'all but what fits: a minus before any term', example: '-op:OPTIMIZE' } as const

const NAMED = { op: 'operation', by: 'committer', txn: 'app' } as const
const MOMENT_EXPECTED = 'expected a moment such as 2026-11-02, "2026-11-02 14:00" or yesterday'

/**
 * Reads a history filter; a minus before a term turns it round. Each part that is not understood is a problem with its place, and the rest still counts. `now`,
 * in milliseconds since 1970, gives words such as `yesterday` their meaning.
 */
export function parseFilter(text: string, now: number): ParsedFilter {
  if (text.length > FILTER_CHARACTERS_MAX) {
    const message = `expected at most ${FILTER_CHARACTERS_MAX} characters`
    return { terms: [], problems: [{ at: FILTER_CHARACTERS_MAX, end: text.length, message }] }
  }
  const terms: PlacedTerm[] = []
  const problems: FilterProblem[] = []
  for (const token of readFilterTokens(text)) {
    const { at, end, valueAt } = token
    const read = terms.length < FILTER_TERMS_MAX ? readTerm(token, now) : `expected at most ${FILTER_TERMS_MAX} terms`
    if (typeof read === 'string')
      problems.push({ at: isKey(token.key) ? Math.min(valueAt, end - 1) : at, end, message: read })
    else terms.push({ term: token.isNegated ? { kind: 'not', term: read } : read, at, end })
  }
  return { terms, problems }
}

export function isKey(key: string): key is FilterKey {
  return Object.hasOwn(FILTER_KEYS, key)
}

function readTerm(token: FilterToken, now: number): PlainTerm | string {
  const { key, sign, values, closed } = token
  const [value = ''] = values
  if (!closed) return 'this text has no closing quote'
  if (token.isNegated && sign === '' && value === '')
    return `expected a term behind the minus, such as ${NEGATION.example}`
  if (key === '' && (sign === '>' || sign === '<')) return readAge(sign, value)
  if (sign === '') return readBare(value)
  if (!isKey(key)) return `unknown key "${key}"; expected one of ${Object.keys(FILTER_KEYS).join(', ')}`
  switch (key) {
    case 'files':
    case 'bytes':
    case 'rows':
      return readMeasure(key, sign, value)
  }
  if (sign !== ':') return `expected ${key}:`
  if (values.some(part => part === '')) return `expected something behind ${key}:`
  switch (key) {
    case 'op':
    case 'by':
    case 'txn':
      if (values.length > FILTER_NAMES_MAX) return `expected at most ${FILTER_NAMES_MAX} names`
      return { kind: NAMED[key], names: values }
    case 'path':
      return { kind: 'path', text: values.join(',') }
    case 'is':
      return isState(value)
        ? { kind: 'state', state: value }
        : `expected one of ${Object.keys(FILTER_STATES).join(', ')}`
    case 'v':
      return readVersions(value)
    case 'since':
    case 'until':
      return readTime(key, values.join(','), now)
  }
  return key satisfies never
}

function readBare(word: string): PlainTerm | string {
  if (/^v?\d+(\.\.\d*)?$/i.test(word)) return readVersions(word.replace(/^v/i, ''))
  return `expected key:value; did you mean op:${word}, by:${word} or path:${word}?`
}

function readAge(sign: '>' | '<', text: string): PlainTerm | string {
  const ms = parseDuration(text)
  if (ms === undefined) return `expected an age such as 30min, 12h or 7d; the units are ${DURATION_UNITS}`
  return { kind: 'age', side: sign === '>' ? 'older' : 'newer', ms }
}

function readMeasure(measure: FilterMeasure, sign: string, text: string): PlainTerm | string {
  const value = parseQuantity(text, measure === 'bytes')
  if (value === undefined) return 'expected a number such as 100, 1.5k, 1gb or 64mib'
  return { kind: 'measure', measure, comparison: isComparison(sign) ? sign : '=', value }
}

function readVersions(text: string): PlainTerm | string {
  const [, from = '', dots = '', to = ''] = /^(\d{0,19})(\.\.)?(\d{0,19})$/.exec(text) ?? []
  if (from === '' && to === '') return 'expected versions such as 10, 10..20 or 10..'
  const [first, last] = [from === '' ? undefined : BigInt(from), to === '' ? undefined : BigInt(to)]
  if ((first ?? 0n) > VERSION_MAX || (last ?? 0n) > VERSION_MAX) return 'a version is at most 2^63 − 1'
  if (dots === '') return { kind: 'versions', from: first, to: first }
  if (first !== undefined && last !== undefined && first > last) return `${first} is after ${last}`
  return { kind: 'versions', from: first, to: last }
}

function readTime(side: 'since' | 'until', text: string, now: number): PlainTerm | string {
  const timeMs = parseMoment(text, now)
  return timeMs === undefined ? MOMENT_EXPECTED : { kind: 'time', side, timeMs }
}

function isState(text: string): text is FilterState {
  return Object.hasOwn(FILTER_STATES, text)
}

function isComparison(sign: string): sign is Comparison {
  return ['>', '>=', '<', '<=', '='].includes(sign)
}
