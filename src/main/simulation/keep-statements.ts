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
  const text = more.length === 0 ? first.text : told.map(one => `${one.text.trimEnd()};`).join('\n')
  return recorder.statement({
    text: text.slice(0, STATEMENT_CHARACTERS_MAX),
    values: withValues ? told.flatMap(({ values }) => values.map(valueText)) : null,
  })
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
