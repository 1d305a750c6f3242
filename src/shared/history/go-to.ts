import { VERSION_MAX } from '../limits.ts'
import { parseMoment } from './moment.ts'

/** Where a reader wants to go in a history. */
export type Destination =
  | { readonly kind: 'version'; readonly version: bigint }
  /** So many versions before the head. */
  | { readonly kind: 'back'; readonly versions: bigint }
  /** The version that the table had then, in milliseconds since 1970. */
  | { readonly kind: 'time'; readonly timeMs: number }
  /** The version before, or of, the last change of the schema or the protocol. */
  | { readonly kind: 'change'; readonly side: 'before' | 'at'; readonly what: 'schema' | 'protocol' }

export const DESTINATION_EXAMPLES = ['1284', '-5', '2026-11-02 14:00', 'yesterday 9am', 'before schema change'] as const

/** Reads `1284`, `v1284`, `-5`, `head`, a moment, or `before schema change`; undefined for anything else. */
export function parseDestination(text: string, now: number): Destination | undefined {
  const words = text.trim().replaceAll(/\s+/g, ' ').toLowerCase().replace('−', '-')
  if (words === 'head' || words === 'latest') return { kind: 'back', versions: 0n }
  if (words === 'first') return { kind: 'version', version: 0n }
  const change = /^(?:v )?(before |last |at )?(?:the )?(?:last )?(schema|metadata|protocol)(?: change)?$/.exec(words)
  if (change) {
    const what = change[2] === 'protocol' ? 'protocol' : 'schema'
    return { kind: 'change', side: change[1] === 'before ' ? 'before' : 'at', what }
  }
  const [, sign, digits = ''] = /^(?:v ?)?(-)?(\d{1,19})$/.exec(words) ?? []
  if (digits !== '') {
    const number = BigInt(digits)
    if (number > VERSION_MAX) return undefined
    return sign ? { kind: 'back', versions: number } : { kind: 'version', version: number }
  }
  const timeMs = parseMoment(words, now)
  return timeMs === undefined ? undefined : { kind: 'time', timeMs }
}
