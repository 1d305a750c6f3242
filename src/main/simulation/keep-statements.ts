import type { SentStatement } from '../postgres/writer-connection.ts'
import type { Recorder } from './recorder.ts'

const STATEMENT_CHARACTERS_MAX = 4_000
const VALUE_CHARACTERS_MAX = 120

/**
 * Keeps what was sent at one step as one entry of the run's statements, and gives its place; null where nothing was sent or
 * no more is kept. Values are kept where `withValues` says so, which a run of thousands of commits should not.
 */
export function keepStatements(
  recorder: Recorder,
  sent: readonly SentStatement[],
  { withValues }: { readonly withValues: boolean },
): number | null {
  const told = sent.filter(({ text }) => text !== '')
  const [first, ...more] = told
  if (first === undefined || !recorder.isDetailed) return null
  const place = withValues ? null : placeOfSame(recorder, told)
  if (place !== null) return place
  const text = more.length === 0 ? first.text : told.map(one => `${one.text.trimEnd()};`).join('\n')
  const kept = recorder.statement({
    text: text.slice(0, STATEMENT_CHARACTERS_MAX),
    values: withValues ? told.flatMap(({ values }) => values.map(valueText)) : null,
  })
  if (kept !== null && !withValues)
    placesOf(recorder).set(first.text, { texts: told.map(one => one.text), place: kept })
  return kept
}

/** Of the same statements as the ones that were kept last with such a first one: most steps send what steps before sent. */
function placeOfSame(recorder: Recorder, told: readonly SentStatement[]): number | null {
  const last = placesOf(recorder).get(told[0]?.text ?? '')
  if (last?.texts.length !== told.length) return null
  return told.every(({ text }, index) => text === last.texts[index]) ? last.place : null
}

const places = new WeakMap<Recorder, Map<string, { readonly texts: readonly string[]; readonly place: number }>>()

function placesOf(recorder: Recorder) {
  let known = places.get(recorder)
  if (known === undefined) {
    known = new Map()
    places.set(recorder, known)
  }
  return known
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  const text = Buffer.isBuffer(value)
    ? `\\x${value.subarray(0, VALUE_CHARACTERS_MAX / 2).toString('hex')}`
    : Array.isArray(value)
      ? `{${value.map(valueText).join(',')}}`
      : String(value)
  return text.length > VALUE_CHARACTERS_MAX ? `${text.slice(0, VALUE_CHARACTERS_MAX)}…` : text
}
