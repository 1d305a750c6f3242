import { expect, test } from 'vitest'
import { boundKeys, conflictsOf, withKeys } from './bound-keys.ts'

const labels = (chord: string, own = {}) =>
  conflictsOf('version.history', chord, boundKeys(own)).map(({ label, kind }) => [label, kind])

test('a chord is at odds with the same chord of its group and of everywhere, and with sequences that it begins', () => {
  expect(labels('n')).toEqual([['Compose a new commit', 'same']])
  expect(labels('r')).toEqual([['Read again or reconnect', 'same']])
  expect(labels('g').map(([, kind]) => kind)).toContain('begins')
  expect(labels('r q')).toEqual([['Read again or reconnect', 'begins']])
  expect(labels('u')).toEqual([])
  expect(labels('h')).toEqual([])
})

test('own keys count from then on, and are gone when those that an action comes with are chosen again', () => {
  const own = withKeys({}, 'version.history', ['n'])
  expect(boundKeys(own).find(({ action }) => action === 'version.history')).toMatchObject({ keys: ['n'], isOwn: true })
  expect(conflictsOf('version.compose', 'n', boundKeys(own)).map(({ action }) => action)).toEqual(['version.history'])
  expect(labels('n', withKeys({}, 'version.compose', []))).toEqual([])
  expect(withKeys(own, 'version.history', ['h'])).toEqual({})
  expect(withKeys(own, 'version.history', undefined)).toEqual({})
})

test('own keys of an action of another version of the program, or of a part of every object, change nothing', () => {
  const own = JSON.parse('{"gone.action": ["x"], "constructor": ["y"], "__proto__": ["z"]}')
  expect(boundKeys(own)).toEqual(boundKeys({}))
})
