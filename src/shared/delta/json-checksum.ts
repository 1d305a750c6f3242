import type { Checked } from './issue.ts'
import { type JsonValue, jsonString, jsonText } from './json.ts'

const SECTION = 'JSON checksum'
const CHECKSUM_FIELD = 'checksum'

/**
 * The text whose MD5, in 32 lower-case hexadecimal digits, is the checksum of a JSON document such as `_last_checkpoint`
 * (Delta protocol, "JSON checksum"): every leaf as `path=value`, sorted by path, without the document's own `checksum`.
 * A document with a repeated key has none.
 */
export function jsonChecksumText(document: JsonValue): Checked<string> {
  const leaves: Leaf[] = []
  const repeated = collect(document, [], leaves)
  if (repeated) {
    const message = 'Expected each name once; a document with a repeated name has no checksum'
    const issue = { rule: 'shape.duplicate-key', severity: 'error', path: repeated, message, section: SECTION } as const
    return { kind: 'invalid', issues: [issue] }
  }
  const sorted = leaves.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  return { kind: 'ok', value: sorted.map(({ path, value }) => `${path}=${value}`).join(','), warnings: [] }
}

/** Both parts are ASCII, so that comparing code units compares bytes. */
interface Leaf {
  readonly path: string
  readonly value: string
}

type Steps = readonly (string | number)[]

/** Appends the leaves below a value; answers the path of a repeated name, if there is one. */
function collect(value: JsonValue, steps: Steps, leaves: Leaf[]): Steps | undefined {
  if (value.kind === 'array') {
    for (const [index, item] of value.items.entries()) {
      const repeated = collect(item, [...steps, index], leaves)
      if (repeated) return repeated
    }
    return undefined
  }
  if (value.kind === 'object') {
    const [repeat] = value.duplicates
    if (repeat !== undefined) return [...steps, repeat]
    for (const [name, member] of value.members) {
      if (steps.length === 0 && name === CHECKSUM_FIELD) continue
      const repeated = collect(member, [...steps, name], leaves)
      if (repeated) return repeated
    }
    return undefined
  }
  const path = steps.map(step => (typeof step === 'number' ? String(step) : encoded(step))).join('+')
  leaves.push({ path, value: value.kind === 'string' ? encoded(jsonString(value)) : jsonText(value) })
  return undefined
}

/** `encodeURIComponent` leaves five characters alone that the protocol wants encoded. */
function encoded(text: string): string {
  const percent = encodeURIComponent(text.toWellFormed())
  const rest = percent.replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `"${rest}"`
}
