import { expect, test } from 'vitest'
import { parseDestination } from './go-to.ts'
import { parseMoment } from './moment.ts'

/** A Friday. */
const NOW = new Date(2026, 10, 20, 14, 2, 9).getTime()

test.each([
  ['1284', { kind: 'version', version: 1284n }],
  ['v 7', { kind: 'version', version: 7n }],
  ['-5', { kind: 'back', versions: 5n }],
  ['−5', { kind: 'back', versions: 5n }],
  ['head', { kind: 'back', versions: 0n }],
  ['before schema change', { kind: 'change', side: 'before', what: 'schema' }],
  ['v before schema change', { kind: 'change', side: 'before', what: 'schema' }],
  ['last protocol change', { kind: 'change', side: 'at', what: 'protocol' }],
])('%s is a destination', (text, destination) => {
  expect(parseDestination(text, NOW)).toEqual(destination)
})

test.each([
  ['2026-11-02', new Date(2026, 10, 2).getTime()],
  ['2026-11-02 14:00', new Date(2026, 10, 2, 14).getTime()],
  ['2026-11-02T14:00:05.25Z', Date.UTC(2026, 10, 2, 14, 0, 5, 250)],
  ['2026-11-02 14:00 +02:00', Date.UTC(2026, 10, 2, 12)],
  ['2026-11-02T14:00-0330', Date.UTC(2026, 10, 2, 17, 30)],
  ['yesterday 9am', new Date(2026, 10, 19, 9).getTime()],
  ['yesterday', new Date(2026, 10, 19).getTime()],
  ['today 12am', new Date(2026, 10, 20).getTime()],
  ['monday 14:30', new Date(2026, 10, 16, 14, 30).getTime()],
  ['fri', new Date(2026, 10, 13).getTime()],
  ['9:15', new Date(2026, 10, 20, 9, 15).getTime()],
  ['12pm', new Date(2026, 10, 20, 12).getTime()],
  ['now', NOW],
])('%s is a moment', (text, timeMs) => {
  expect(parseMoment(text, NOW)).toBe(timeMs)
})

test.each(['', '2026-02-30', '2026-13-01', '25:00', '13pm', 'tomorrow', '99999999999999999999', 'schemata'])(
  '%s is no destination',
  text => {
    expect(parseDestination(text, NOW)).toBeUndefined()
  },
)
