import { FILTER_STATES } from './filter.ts'
import { type FilterToken, quoteFilterValue, readFilterTokens } from './filter-tokens.ts'
import { FILTER_KEYS, isKey, NEGATION } from './parse-filter.ts'

/** What occurs in one history, to choose from. */
export interface FilterVocabulary {
  readonly operations: readonly string[]
  readonly committers: readonly string[]
  readonly apps: readonly string[]
}

export interface FilterCompletion {
  /** Replaces the text from `from` to `to`. */
  readonly text: string
  readonly hint: string
  readonly from: number
  readonly to: number
}

const SHOWN_MAX = 12
const QUANTITIES: Readonly<Record<string, readonly string[]>> = {
  files: ['files>10', 'files>100', 'files>1000'],
  bytes: ['bytes>100mb', 'bytes>1gb', 'bytes>10gb'],
  rows: ['rows>1m', 'rows>100m', 'rows>1b'],
}
const AGES = [
  ['<1h', 'in the last hour'],
  ['<1d', 'in the last day'],
  ['<7d', 'in the last week'],
  ['>1d', 'more than a day ago'],
  ['>30d', 'more than 30 days ago'],
] as const

/** What may stand at the caret: keys where a term begins, values behind a key. */
export function completeFilter(text: string, caret: number, vocabulary: FilterVocabulary): FilterCompletion[] {
  const token = readFilterTokens(text).find(({ at, end }) => at < caret && caret <= end)
  const [from, to] = token ? [token.at + (token.isNegated ? 1 : 0), token.end] : [caret, caret]
  const typed = text.slice(from, caret).toLowerCase()
  const options = optionsFor(token ?? NOTHING_TYPED, vocabulary)
  const wanted = typed.replaceAll('"', '')
  return options
    .filter(([option]) => isMatch(option.toLowerCase().replaceAll('"', ''), wanted) && option !== text.slice(from, to))
    .slice(0, SHOWN_MAX)
    .map(([option, hint]) => ({ text: option, hint, from, to }))
}

type Option = readonly [text: string, hint: string]

const NOTHING_TYPED = { key: '', sign: '', isNegated: false }

function optionsFor(
  { key, sign, isNegated }: Pick<FilterToken, 'key' | 'sign' | 'isNegated'>,
  vocabulary: FilterVocabulary,
): readonly Option[] {
  if (sign === '') {
    const keys = Object.entries(FILTER_KEYS).map(([name, { hint, example }]): Option => [startOf(name, example), hint])
    return isNegated ? keys : [...keys, ['-', NEGATION.hint]]
  }
  if (key === '') return AGES
  if (!isKey(key)) return []
  switch (key) {
    case 'op':
      return named('op', vocabulary.operations)
    case 'by':
      return named('by', vocabulary.committers)
    case 'txn':
      return named('txn', vocabulary.apps)
    case 'is':
      return Object.entries(FILTER_STATES).map(([state, hint]) => [`is:${state}`, hint])
    case 'files':
    case 'bytes':
    case 'rows':
      return (QUANTITIES[key] ?? []).map(example => [example, FILTER_KEYS[key].hint])
    case 'path':
    case 'v':
    case 'since':
    case 'until':
      return [[FILTER_KEYS[key].example, FILTER_KEYS[key].hint]]
  }
  return key satisfies never
}

function named(key: string, names: readonly string[]): Option[] {
  return names.map(name => [`${key}:${quoteFilterValue(name)}`, ''])
}

/** `files>100` is offered as `files>`, `op:MERGE` as `op:`. */
function startOf(name: string, example: string): string {
  return example.slice(0, name.length + 1)
}

/** Of `by:etl` also `by:nightly-etl` is an answer. */
function isMatch(option: string, typed: string): boolean {
  const colon = option.indexOf(':')
  if (colon < 0 || typed.length <= colon + 1) return option.startsWith(typed)
  return option.slice(0, colon + 1) === typed.slice(0, colon + 1) && option.includes(typed.slice(colon + 1), colon)
}
