import { isRecord, isTextReference } from './text-frame.ts'
import type { TextShelf } from './text-shelf.ts'

/** Deep enough for an input and the envelope around it. */
const DEPTH_MAX = 6

/**
 * Puts the texts in where a value names them; what names none is given back as it is. Undefined where a text is named that
 * is not on the shelf. Total.
 */
export function placeLargeTexts(value: unknown, shelf: TextShelf): { readonly value: unknown } | undefined {
  let isMissing = false
  function place(each: unknown, depth: number): unknown {
    if (isTextReference(each)) {
      const text = shelf.get(each.$text)
      isMissing ||= text === undefined
      return text
    }
    if (depth === DEPTH_MAX) return each
    if (Array.isArray(each)) return each.map(item => place(item, depth + 1))
    if (!isRecord(each)) return each
    // A null prototype, since names come from outside: `__proto__` is a name like any other.
    const placed: Record<string, unknown> = Object.create(null)
    for (const name of Object.keys(each)) placed[name] = place(each[name], depth + 1)
    return placed
  }
  const placed = place(value, 0)
  return isMissing ? undefined : { value: placed }
}
