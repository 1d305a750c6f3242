import { expect, test } from 'vitest'
import type { FileChange } from '../../../shared/contract/comparisons.ts'
import { composeFromDifference } from './compose-from-difference.ts'

const add = (path: string, extra = '') =>
  `{"add":{"path":"${path}","partitionValues":{},"size":10,"modificationTime":1,"dataChange":true${extra}}}`
const DV = ',"deletionVector":{"storageType":"u","pathOrInlineDv":"x","offset":1,"sizeInBytes":4,"cardinality":1}'
const STATE = { protocol: 'p', metaData: 'm' }

function change(kind: FileChange['kind'], before: string | null, after: string | null): FileChange {
  return { kind, path: 'a', version: 3n, before, after }
}

test('[C6] files that came are added as their lines stand, files that left are removed', () => {
  const came = add('b', ',"unknown": 1.0')
  const { text } = composeFromDifference(
    [change('added', null, came), change('removed', add('a'), null)],
    STATE,
    STATE,
    7,
  )
  expect(text).toContain(`${came}\n`)
  expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({ remove: { path: 'a', deletionTimestamp: 7 } })
})

test('a new deletion vector replaces the old file, a refreshed one is only said again', () => {
  const { text } = composeFromDifference([change('deletion-vector', add('a'), add('a', DV))], STATE, STATE, 7)
  expect(text.match(/"remove"/g)).toHaveLength(1)
  expect(text.match(/"add"/g)).toHaveLength(1)
  expect(composeFromDifference([change('refreshed', add('a'), add('a'))], STATE, STATE, 7).text).not.toContain('remove')
})

test('another schema comes along, another protocol is only told of', () => {
  const { text, notes } = composeFromDifference([], STATE, { protocol: 'q', metaData: 'n' }, 7)
  expect(text).toBe('n\n')
  expect(notes.join(' ')).toContain('protocol of the head')
})
