import { fieldsOf } from '../forms/action-fields.ts'
import { type CompletionFacts, knownNames, knownValues } from './known-values.ts'
import { type Level, openLevels } from './open-levels.ts'

const ACTIONS = ['add', 'remove', 'metaData', 'protocol', 'txn', 'cdc', 'domainMetadata', 'commitInfo'] as const
const DELETION_VECTOR = ['storageType', 'pathOrInlineDv', 'offset', 'sizeInBytes', 'cardinality'] as const

/** Behind more than that nobody waits for a line to be read with every key. */
const CHARACTERS_MAX = 100_000

/** What may stand where the cursor is: names of keys, or values as JSON. */
export interface LineCompletion {
  readonly kind: 'key' | 'value'
  /** Where the half-written name or value begins, its quote included. */
  readonly from: number
  readonly options: readonly string[]
}

/** What may be written next after `before`, the beginning of a line; undefined where nothing is known. */
export function completeLine(before: string, facts: CompletionFacts): LineCompletion | undefined {
  if (before.length > CHARACTERS_MAX) return undefined
  const token = tokenAtEnd(before)
  const from = before.length - token.length
  const levels = openLevels(before.slice(0, from))
  const level = levels.at(-1)
  if (level?.awaits === 'value') {
    const options = knownValues(pathTo(levels), facts)
    return options.length === 0 ? undefined : { kind: 'value', from, options }
  }
  if (!level?.isObject || level.awaits !== 'key' || !token.startsWith('"')) return undefined
  const path = pathTo(levels.slice(0, -1))
  const options = namesIn(path, facts).filter(name => !level.used.includes(name))
  return options.length === 0 ? undefined : { kind: 'key', from, options }
}

/** The half-written string at the end, its quote included, or the half-written word. */
function tokenAtEnd(before: string): string {
  const whole = /^[^"]*(?:"[^"\\]*(?:\\.[^"\\]*)*"[^"]*)*/.exec(before)?.[0].length ?? 0
  return whole < before.length ? before.slice(whole) : (/[\w.-]*$/.exec(before)?.[0] ?? '')
}

/** The names that lead to where the cursor is; an array has none of its own. */
function pathTo(levels: readonly Level[]): string[] {
  return levels.flatMap(({ isObject, used }) => (isObject ? used.slice(-1) : []))
}

function namesIn(path: readonly string[], facts: CompletionFacts): readonly string[] {
  const [action, field] = path
  if (action === undefined) return ACTIONS
  if (field === undefined) return Object.keys(fieldsOf(action))
  if (path.length > 2) return []
  return field === 'deletionVector' ? DELETION_VECTOR : knownNames(path, facts)
}
