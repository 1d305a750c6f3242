import { LARGE_TEXT_CHARACTERS, TEXT_PART_CHARACTERS } from '../limits.ts'
import { changeBetween } from './text-change.ts'
import { printTextFrame, type TextReference } from './text-frame.ts'
import type { ShelfChange, TextShelf } from './text-shelf.ts'

/** Large texts stand near the top of an input: `actions`, or `drafts[3].actions`. */
const DEPTH_MAX = 3

/**
 * Sends the large texts of a call's input ahead of it, in pieces that fit into frames, and gives the input that names them
 * instead. Of a text that differs little from one that was sent before, only the difference travels. Throws `RangeError`
 * where the texts of one call are more than the other side keeps.
 */
export function sendLargeTexts(
  input: unknown,
  shelf: TextShelf,
  newId: () => string,
  send: (frame: string) => void,
): unknown {
  const sent: string[] = []
  function replace(value: unknown, depth: number): unknown {
    if (typeof value === 'string') {
      if (value.length < LARGE_TEXT_CHARACTERS) return value
      const id = sendText(value, shelf, newId, send)
      sent.push(id)
      return { $text: id } satisfies TextReference
    }
    if (depth === DEPTH_MAX || typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) {
      const items = value.map(item => replace(item, depth + 1))
      return items.some((item, index) => item !== value[index]) ? items : value
    }
    if (Object.getPrototypeOf(value) !== Object.prototype) return value
    const entries = Object.entries(value)
    const replaced = entries.map(([name, member]) => [name, replace(member, depth + 1)] as const)
    return replaced.some(([, member], index) => member !== entries[index]?.[1]) ? Object.fromEntries(replaced) : value
  }
  const light = replace(input, 0)
  if (sent.some(id => shelf.get(id) === undefined))
    throw new RangeError('The texts of this call are too large together.')
  return light
}

function sendText(text: string, shelf: TextShelf, newId: () => string, send: (frame: string) => void): string {
  const there = shelf.entries()
  const same = there.find(([, each]) => each === text)
  if (same) return same[0]
  const id = newId()
  const change = nearestChange(there, text) ?? { base: null, from: 0, to: 0, insert: text }
  const { base, from, to, insert } = change
  for (let at = 0; at === 0 || at < insert.length; at += TEXT_PART_CHARACTERS) {
    const place = { base, from: from + at, to: at === 0 ? to : from + at }
    send(printTextFrame(id, { ...place, insert: insert.slice(at, at + TEXT_PART_CHARACTERS) }))
  }
  shelf.put(id, text)
  return id
}

/** The change of the newest text that differs little; what is compared is long, so the first one will do. */
function nearestChange(there: readonly (readonly [string, string])[], text: string): ShelfChange | undefined {
  for (const [base, each] of there) {
    const change = changeBetween(each, text)
    if (change.insert.length < text.length / 2) return { base, ...change }
  }
  return undefined
}
