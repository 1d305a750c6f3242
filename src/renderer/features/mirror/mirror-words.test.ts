import { expect, test } from 'vitest'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { besideTarget, lagText, shownCause, standingOf, untilText } from './mirror-words.ts'

const MIRROR: MirrorSummary = {
  ...{ tableId: '6f1c', name: 'orders', target: '/lake/orders', state: 'active', reason: null },
  ...{ ratified: 5n, published: 5n, publishedAt: 0, lagMs: null, logStart: 0n, reconciledAt: null },
  ...{ checkpoint: { version: null, error: null }, failure: null, divergence: null, publisher: 'deltadesk 1' },
}
const FAILURE = { errorClass: 'network', message: 'gone', attempts: 2, since: 0, nextAttemptAt: 0 } as const

test('what a mirror does follows from its state first, then from its failure, then from how far it is', () => {
  expect(standingOf(MIRROR)).toBe('published')
  expect(standingOf({ ...MIRROR, ratified: 6n })).toBe('publishing')
  expect(standingOf({ ...MIRROR, ratified: 6n, publisher: null })).toBe('waiting')
  expect(standingOf({ ...MIRROR, ratified: 6n, failure: FAILURE })).toBe('failing')
  expect(standingOf({ ...MIRROR, state: 'paused', failure: FAILURE })).toBe('paused')
})

test('what holds a mirror up begins with its class, for messages begin with long paths', () => {
  const failing = { ...MIRROR, failure: FAILURE }
  expect(shownCause(MIRROR)).toBe('')
  expect(shownCause(failing)).toBe('the target is not reached (attempt 2): gone')
  expect(shownCause({ ...failing, state: 'paused' })).toBe('the target is not reached: gone')
  expect(shownCause({ ...failing, failure: { ...FAILURE, errorClass: 'other' } })).toBe('gone (attempt 2)')
  expect(shownCause({ ...failing, state: 'refused', reason: 'It is for inspection.' })).toBe('It is for inspection.')
})

test('lags and waits are told in the unit that a person would take', () => {
  expect([null, 300, 362_000, 4_320_000, 273_600_000].map(lagText)).toEqual([
    ...['–', '300 ms', '6:02 min', '1 h 12 min', '3 d 4 h'],
  ])
  expect([null, 900, 12_400].map(at => untilText(at, 400))).toEqual(['–', 'now', 'in 12.0 s'])
})

test('a place beside a target keeps the parameters of its address', () => {
  expect(besideTarget('/data/orders', '-fork')).toBe('/data/orders-fork')
  expect(besideTarget('s3://lake/orders?region=eu-1', '-fork')).toBe('s3://lake/orders-fork?region=eu-1')
})
