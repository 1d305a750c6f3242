import { expect, test } from 'vitest'
import { ENVIRONMENTS, effectivePolicy, isAbove, LEVELS } from './safety.ts'

const SAYS_NOTHING = { environment: null, level: null }

test('[W5] production starts read-only, whatever a connection or its folder says', () => {
  for (const level of [...LEVELS, null]) {
    for (const own of [{ environment: 'production', level } as const, { environment: null, level }]) {
      const policy = effectivePolicy(own, { environment: 'production', level: 'open' })
      expect(policy).toMatchObject({ environment: 'production', level: 'read-only', levelFrom: 'production' })
    }
  }
})

test("a connection's own words count before its folder's, and these before the environment's", () => {
  const folder = { environment: 'staging', level: 'read-only' } as const
  expect(effectivePolicy({ environment: null, level: 'open' }, folder)).toEqual({
    ...{ environment: 'staging', environmentFrom: 'folder', level: 'open', levelFrom: 'connection' },
  })
  expect(effectivePolicy(SAYS_NOTHING, folder)).toMatchObject({ level: 'read-only', levelFrom: 'folder' })
  expect(effectivePolicy({ environment: 'development', level: null }, undefined)).toMatchObject({ level: 'open' })
  expect(ENVIRONMENTS.map(environment => effectivePolicy({ environment, level: null }, undefined).level)).toEqual([
    ...LEVELS,
  ])
})

test('what is said nowhere is guarded', () => {
  expect(effectivePolicy(SAYS_NOTHING, undefined)).toMatchObject({ level: 'guarded', environmentFrom: 'nowhere' })
})

test('levels have an order', () => {
  expect(LEVELS.map(level => isAbove(level, 'guarded'))).toEqual([false, false, true])
})
