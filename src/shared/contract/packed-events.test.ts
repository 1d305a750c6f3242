import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packEvents, unpackEvents } from './packed-events.ts'
import { MARK_KINDS, markSchema, SPAN_KINDS, spanSchema } from './simulation-results.ts'

const count = fc.integer({ min: 0, max: 10_000 })
const time = fc.integer({ min: 0, max: 10 ** 10 }).map(micros => micros / 1_000)
const version = fc.option(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }))
const place = { writer: count, atMs: time, commit: count, attempt: count }
const span = fc.record({
  ...place,
  kind: fc.constantFrom(...SPAN_KINDS),
  ms: time,
  believed: version,
  blockedBy: fc.array(fc.integer({ min: -1, max: 63 }), { maxLength: 3 }),
  sql: fc.option(count),
  lock: fc.option(fc.string()),
})
const mark = fc.record({ ...place, kind: fc.constantFrom(...MARK_KINDS), version, table: count, text: fc.string() })

test('events that are packed come out as they were, to the microsecond and to the last bit of a version', () => {
  fc.assert(
    fc.property(fc.array(span), fc.array(mark), (spans, marks) => {
      const events = unpackEvents(packEvents({ spans, marks }))
      expect(events).toEqual({ spans, marks })
      for (const one of events.spans) spanSchema.parse(one)
      for (const one of events.marks) markSchema.parse(one)
    }),
  )
})
