import { describe, expect, test } from 'vitest'
import { effectiveProperties, effectiveProperty, findProperty, isEnabled } from './effective-properties.ts'
import { parseDuration, parsePropertyValue, parseSize } from './table-property.ts'
import { TABLE_PROPERTIES } from './table-property-table.ts'

const DAY = 86_400_000_000n
const metadata = (...entries: [string, string][]) => ({ configuration: new Map(entries) })

describe('table properties', () => {
  test('are listed with their origin, the set ones and the defaults', () => {
    const all = effectiveProperties(metadata(['delta.checkpointInterval', '7'], ['__proto__', 'x']))
    expect(all.find(({ name }) => name === 'delta.checkpointInterval')).toMatchObject({
      origin: 'set',
      value: { kind: 'integer', value: 7n },
    })
    expect(all.find(({ name }) => name === 'delta.logRetentionDuration')).toMatchObject({
      origin: 'default',
      text: 'interval 30 days',
      value: { kind: 'duration', micros: 30n * DAY },
    })
    expect(all.find(({ name }) => name === '__proto__')).toEqual({ name: '__proto__', text: 'x', origin: 'set' })
    expect(all.filter(({ name }) => name === 'delta.checkpointInterval')).toHaveLength(1)
  })

  test('every default is a value of its own type', () => {
    for (const { type, defaultText } of TABLE_PROPERTIES) {
      if (defaultText !== undefined) expect(parsePropertyValue(type, defaultText)).toBeDefined()
    }
    expect(new Set(TABLE_PROPERTIES.map(({ name }) => name)).size).toBe(TABLE_PROPERTIES.length)
  })

  test('a text that is not of the type has no value and enables nothing', () => {
    const broken = metadata(['delta.appendOnly', 'yes'])
    expect(effectiveProperty(broken, 'delta.appendOnly')).toMatchObject({
      origin: 'set',
      text: 'yes',
      value: undefined,
    })
    expect(isEnabled(broken, 'delta.appendOnly')).toBe(false)
    expect(isEnabled(metadata(['delta.appendOnly', 'TRUE']), 'delta.appendOnly')).toBe(true)
    expect(isEnabled(undefined, 'delta.enableExpiredLogCleanup')).toBe(true)
    expect(findProperty('constructor')).toBeUndefined()
  })
})

describe('durations', () => {
  test.each([
    ['interval 30 days', 30n * DAY],
    ['INTERVAL 1 week 2 hours', 7n * DAY + 7_200_000_000n],
    ['1 day', DAY],
    ['interval 1.5 seconds', 1_500_000n],
    ['interval 2 days -1 day', DAY],
    ['interval 0 seconds', 0n],
  ] as const)('%s is a length of time', (text, micros) => {
    expect(parseDuration(text)).toBe(micros)
  })

  test.each([
    '',
    'interval',
    'interval 1 month',
    '1 year',
    '30',
    'interval -1 day',
    'interval 1.5 days',
    'interval x days',
  ])('%j is none', text => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

test.each([
  ['33554432', 2n ** 25n],
  ['128mb', 134_217_728n],
  ['1 G', 1_073_741_824n],
  ['1x', undefined],
  ['', undefined],
] as const)('the size %j is %s bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
})
