import { expect, test } from 'vitest'
import type { MirrorSummary } from '../../shared/contract/mirrors.ts'
import { mirrorAlerts } from './mirror-alerts.ts'
import { mirrorMetrics } from './mirror-metrics.ts'
import { retryDelayMs } from './retry-delay.ts'
import { sameActions } from './same-actions.ts'

const HEALTHY: MirrorSummary = {
  tableId: '0198f3a2-0000-7000-8000-000000000001',
  name: 'orders "new"\\',
  target: '/lake/orders',
  state: 'active',
  reason: null,
  ratified: 9n,
  published: 9n,
  publishedAt: 1_000,
  lagMs: null,
  checkpoint: { version: null, error: null },
  logStart: 0n,
  reconciledAt: null,
  failure: null,
  divergence: null,
  publisher: null,
}
const FAILURE = {
  errorClass: 'network',
  message: 'It does not answer.',
  attempts: 3,
  since: 5_000,
  nextAttemptAt: 9_000,
} as const

test('names of tables are escaped in metrics, so that nobody can add a sample', () => {
  const text = mirrorMetrics({ mirrors: [HEALTHY], alerts: [] })
  expect(text).toContain('deltadesk_mirror_published_version{table="orders \\"new\\"\\\\"} 9\n')
})

test('[fault 84] alerts are raised by lag, many attempts and credentials, and gone with their cause', () => {
  const kinds = (mirror: Partial<MirrorSummary>) =>
    mirrorAlerts([{ ...HEALTHY, ...mirror }], 60_000, 100_000).map(({ kind }) => kind)
  expect(kinds({})).toEqual([])
  expect(kinds({ lagMs: 60_000, published: 8n })).toEqual([])
  expect(kinds({ lagMs: 60_001, published: 8n })).toEqual(['lag'])
  expect(kinds({ failure: FAILURE })).toEqual([])
  expect(kinds({ failure: { ...FAILURE, attempts: 10 } })).toEqual(['stuck'])
  expect(kinds({ failure: { ...FAILURE, errorClass: 'credentials' } })).toEqual(['credentials'])
  expect(kinds({ state: 'diverged' })).toEqual(['diverged'])
  expect(kinds({ state: 'paused', lagMs: 100_000 })).toEqual([])
})

test('pauses between attempts are spread up to a bound that doubles and ends', () => {
  expect(retryDelayMs(0, 'network', () => 0)).toBe(0)
  expect(retryDelayMs(0, 'network', () => 1)).toBe(200)
  expect(retryDelayMs(3, 'throttled', () => 1)).toBe(1_600)
  expect(retryDelayMs(1_000, 'network', () => 1)).toBe(30_000)
  expect(retryDelayMs(0, 'credentials', () => 1)).toBe(5_000)
})

test('the same actions are known by their values, not by their bytes', () => {
  expect(sameActions('{"a":{"x":1,"y":"\\u00e9"}}\n{"b":2}', '{"b":2}\r\n\n{ "a" : {"y":"é","x":1} }')).toBe(true)
  expect(sameActions('{"a":1}', '{"a":1.0}')).toBe(false)
  expect(sameActions('{"a":9007199254740993}', '{"a":9007199254740992}')).toBe(false)
  expect(sameActions('{"a":[1,2]}', '{"a":[2,1]}')).toBe(false)
  expect(sameActions('torn {', 'torn {')).toBe(true)
})
