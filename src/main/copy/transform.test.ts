import { describe, expect, test } from 'vitest'
import { int8, nullable, text, timestamptz, withDefault } from './column-types.ts'
import { defineTable } from './define-table.ts'
import { LookupFailed, lookup, transformTo } from './transform.ts'

interface Tick {
  readonly at: bigint
  readonly instrument: number
  readonly price: bigint
}

const ticks = defineTable('ticks', {
  at: timestamptz.ns,
  symbol: text,
  name: nullable(text),
  price: int8,
  venue: withDefault(text, 'XNAS'),
})
const SYMBOLS = new Map([[1, 'ABC']])
const NAMES = new Map([[1, 'Alphabet']])
const keyOf = (tick: Tick) => tick.instrument
const derived = { at: (tick: Tick) => tick.at, price: (tick: Tick) => tick.price * 2n }
const known: Tick = { at: 5n, instrument: 1, price: 10n }
const unknown: Tick = { at: 6n, instrument: 2, price: 20n }

describe('transform', () => {
  test('derives columns from records; a miss takes its default or null', () => {
    const transform = transformTo<Tick>()(ticks, {
      ...derived,
      symbol: lookup('symbols', SYMBOLS, keyOf, { onMiss: 'default', value: '?' }),
      name: lookup('names', NAMES, keyOf, { onMiss: 'null' }),
    })
    expect(transform([known, unknown])).toEqual({
      rows: [
        { at: 5n, price: 20n, symbol: 'ABC', name: 'Alphabet' },
        { at: 6n, price: 40n, symbol: '?', name: null },
      ],
      skipped: new Map(),
    })
  })

  test('a miss can leave its record out, and is counted by lookup', () => {
    const transform = transformTo<Tick>()(ticks, {
      ...derived,
      symbol: lookup('symbols', SYMBOLS, keyOf, { onMiss: 'skip' }),
      name: () => null,
    })
    const { rows, skipped } = transform([unknown, known, unknown])
    expect(rows).toHaveLength(1)
    expect(skipped).toEqual(new Map([['symbols', 2]]))
  })

  test('a miss can end the transform, naming lookup and key', () => {
    const transform = transformTo<Tick>()(ticks, {
      ...derived,
      symbol: lookup('symbols', SYMBOLS, keyOf, { onMiss: 'fail' }),
      name: () => null,
    })
    expect(() => transform([known, unknown])).toThrow(LookupFailed)
    expect(() => transform([unknown])).toThrow('symbols has no entry for 2')
  })

  test('does not compile where a column is missing, of another type, or may be null and must not', () => {
    const build = transformTo<Tick>()
    const symbol = () => 'ABC'
    // @ts-expect-error the name is missing
    build(ticks, { ...derived, symbol })
    // @ts-expect-error a price is a bigint
    build(ticks, { ...derived, symbol, name: () => null, price: () => 1 })
    // @ts-expect-error the symbol must not be null
    build(ticks, { ...derived, symbol: lookup('symbols', SYMBOLS, keyOf, { onMiss: 'null' }), name: () => null })
    // A name that the table does not have is found at the start, because types let it through in a spread.
    expect(() => build(ticks, { ...{ nmae: () => null }, ...derived, symbol, name: () => null })).toThrow(
      'no column nmae',
    )
  })
})
