import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FRAME_BYTES_MAX, LARGE_TEXT_CHARACTERS } from '../limits.ts'
import { placeLargeTexts } from './place-large-texts.ts'
import { sendLargeTexts } from './send-large-texts.ts'
import { applyChange, changeBetween } from './text-change.ts'
import { isRecord, readShelfChange } from './text-frame.ts'
import { TextShelf } from './text-shelf.ts'

/** Two ends of a pipe and what went over it. */
function pipe(charactersMax?: number) {
  const [near, far] = [new TextShelf(charactersMax), new TextShelf(charactersMax)]
  const frames: string[] = []
  let count = 0
  function cross(input: unknown): unknown {
    const newId = () => `text-${count++}`
    const light = sendLargeTexts(input, near, newId, frame => {
      frames.push(frame)
      const { i, p } = JSON.parse(frame)
      const change = readShelfChange(p)
      expect(change !== undefined && far.apply(i, change)).toBe(true)
    })
    expect(JSON.stringify(light).length).toBeLessThan(LARGE_TEXT_CHARACTERS)
    return placeLargeTexts(JSON.parse(JSON.stringify(light)), far)?.value
  }
  return { cross, frames }
}

const large = (seed: string, characters = LARGE_TEXT_CHARACTERS) =>
  seed.repeat(Math.ceil(characters / seed.length)).slice(0, characters)

describe('large texts of a call', () => {
  test('arrive whole in frames of a bounded size, beside what else the call holds', () => {
    const { cross, frames } = pipe()
    const actions = large('\u0001ü\ud83d\ude00"\\', 3_000_000)
    expect(cross({ tableId: 't', drafts: [{ actions }, { actions: 'small' }] })).toEqual({
      tableId: 't',
      drafts: [{ actions }, { actions: 'small' }],
    })
    expect(frames.length).toBeGreaterThan(2)
    for (const frame of frames) expect(Buffer.byteLength(frame)).toBeLessThan(FRAME_BYTES_MAX)
  })

  test('travel once; of one that was edited, only what changed', () => {
    const { cross, frames } = pipe()
    const actions = large('abcdefghij', 2_000_000)
    cross({ actions })
    const before = frames.length
    expect(cross({ text: actions })).toEqual({ text: actions })
    expect(frames).toHaveLength(before)
    const edited = `${actions.slice(0, 1_000_000)}X${actions.slice(1_000_003)}`
    expect(cross({ actions: edited })).toEqual({ actions: edited })
    expect(frames).toHaveLength(before + 1)
    expect(frames.at(-1)?.length).toBeLessThan(200)
  })

  test('that both ends have forgotten are sent again', () => {
    const { cross, frames } = pipe(3 * LARGE_TEXT_CHARACTERS)
    const first = large('first')
    cross(first)
    for (const seed of ['a', 'b', 'c']) cross(large(seed))
    const before = frames.length
    expect(cross(first) === first).toBe(true)
    expect(frames.length).toBeGreaterThan(before)
  })

  test('[W1] a change of nothing, beyond the end or backwards is refused, and a text that is not there is told', () => {
    const shelf = new TextShelf()
    expect(shelf.apply('a', { base: 'gone', from: 0, to: 0, insert: '' })).toBe(false)
    expect(shelf.apply('a', { base: null, from: 0, to: 1, insert: '' })).toBe(false)
    expect(shelf.apply('a', { base: null, from: 0, to: 0, insert: 'abc' })).toBe(true)
    expect(shelf.apply('b', { base: 'a', from: 2, to: 1, insert: '' })).toBe(false)
    for (const wrong of [null, 7, [], { base: null }, { base: null, from: -1, to: 0, insert: '' }])
      expect(readShelfChange(wrong)).toBeUndefined()
    expect(placeLargeTexts({ a: { $text: 'gone' } }, shelf)).toBeUndefined()
    const hostile = JSON.parse('{"__proto__":{"x":{"$text":"a"}},"constructor":1}')
    const placed = placeLargeTexts(hostile, shelf)?.value
    expect(isRecord(placed) && Object.keys(placed)).toEqual(['__proto__', 'constructor'])
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
  })
})

test('the difference of two texts, applied to the first, gives the second', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 })
  fc.assert(
    fc.property(text, text, text, text, (head, before, after, tail) => {
      const [first, second] = [head + before + tail, head + after + tail]
      const change = changeBetween(first, second)
      expect(applyChange(first, change)).toBe(second)
      expect(change.insert.length).toBeLessThanOrEqual(after.length)
    }),
  )
})
