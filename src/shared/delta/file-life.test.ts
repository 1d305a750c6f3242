import { expect, test } from 'vitest'
import type { AddFile, DeletionVector, RemoveFile } from './actions.ts'
import { traceFile } from './file-life.ts'

const vector = (name: string): DeletionVector => ({
  storageType: 'u',
  pathOrInlineDv: name,
  sizeInBytes: 1,
  cardinality: 1n,
})
const add = (dv?: DeletionVector): AddFile => ({
  kind: 'add',
  path: 'p',
  partitionValues: new Map(),
  size: 1n,
  modificationTime: 1n,
  dataChange: true,
  deletionVector: dv,
})
const remove = (dv?: DeletionVector): RemoveFile => ({
  kind: 'remove',
  path: 'p',
  dataChange: true,
  deletionVector: dv,
})

test('a file is added, loses rows to a vector, is described anew, goes and comes back', () => {
  const life = traceFile([
    { version: 1n, actions: [add()] },
    { version: 3n, actions: [remove(), add(vector('a'))] },
    { version: 4n, actions: [add(vector('b')), remove(vector('a'))] },
    { version: 5n, actions: [add(vector('b'))] },
    { version: 6n, actions: [remove(vector('x'))] },
    { version: 8n, actions: [remove(vector('b'))] },
    { version: 9n, actions: [remove(vector('b'))] },
    { version: 12n, actions: [add()] },
  ])
  expect(life).toEqual({
    events: [
      { version: 1n, kind: 'added' },
      { version: 3n, kind: 'deletion-vector' },
      { version: 4n, kind: 'deletion-vector' },
      { version: 5n, kind: 'refreshed' },
      { version: 6n, kind: 'removed-nothing' },
      { version: 8n, kind: 'removed' },
      { version: 9n, kind: 'removed-nothing' },
      { version: 12n, kind: 'added' },
    ],
    isLive: true,
  })
})
