import { expect, test } from 'vitest'
import type { Action } from './actions.ts'
import { fileIdentity } from './file-identity.ts'
import { applyCommit, emptySnapshot } from './snapshot.ts'

test.each(['file:/data/with%20space/p', 'file:///data/with%20space/p'])('%s is the file without its scheme', path => {
  expect(fileIdentity(path)).toBe(fileIdentity('/data/with%20space/p'))
})

test.each([
  ['/data/a b', '/data/a%20b'],
  ['/data/a', 'data/a'],
  ['file://host/data/a', '/data/a'],
  ['s3://bucket/a', 's3a://bucket/a'],
  ['file:a', 'a'],
])('%s and %s are two files', (one, other) => {
  expect(fileIdentity(one)).not.toBe(fileIdentity(other))
})

test('a file that was added by its path is gone when it is removed by its URI', () => {
  const add: Action = {
    kind: 'add',
    path: '/data/p',
    partitionValues: new Map(),
    size: 1n,
    modificationTime: 1n,
    dataChange: true,
  }
  const remove: Action = { kind: 'remove', path: 'file:///data/p', dataChange: true }
  const before = applyCommit(emptySnapshot(), 0n, [add])
  const after = applyCommit(before, 1n, [remove])
  expect([before.files.size, after.files.size]).toEqual([1, 0])
})
