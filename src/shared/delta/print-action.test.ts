import { describe, expect, test } from 'vitest'
import type { AddFile } from './actions.ts'
import { parseAction } from './parse-action.ts'
import { printAction } from './print-action.ts'

function reprint(text: string): string {
  const parsed = parseAction(text, 0)
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.issues))
  return printAction(parsed.value.action)
}

describe('printAction', () => {
  test.each([
    '{"add":{"path":"p","partitionValues":{"a":null},"size":9007199254740993,"modificationTime":2,"dataChange":true,"stats":"{\\"numRecords\\":1.0}","tags":{},"deletionVector":{"storageType":"u","pathOrInlineDv":"x","offset":1,"sizeInBytes":4,"cardinality":2,"maxRowIndex":1e0},"baseRowId":0,"defaultRowCommitVersion":3,"clusteringProvider":"c","new":{"b": 1}}}',
    '{"remove":{"path":"p","deletionTimestamp":1,"dataChange":true,"extendedFileMetadata":true,"partitionValues":{},"size":1,"tags":{"a":"b"},"deletionVector":{"storageType":"i","pathOrInlineDv":"x","sizeInBytes":4,"cardinality":2},"baseRowId":1,"defaultRowCommitVersion":2,"stats":"{}"}}',
    '{"metaData":{"id":"i","name":"n","description":"d","format":{"provider":"parquet","options":{}},"schemaString":"{}","partitionColumns":["a"],"configuration":{"k":"v"},"createdTime":1}}',
    '{"metaData":{"id":"i","format":{"provider":"parquet","options":{}},"partitionColumns":[],"configuration":{}}}',
    '{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[],"writerFeatures":["a"]}}',
    '{"txn":{"appId":"a","version":1,"lastUpdated":2}}',
    '{"cdc":{"path":"p","partitionValues":{},"size":1,"tags":{},"dataChange":false}}',
    '{"domainMetadata":{"domain":"d","configuration":"","removed":false}}',
    '{"commitInfo":{"timestamp":1, "x":1e2}}',
    '{"someday":[ 1.0 ]}',
    '{"__proto__":{}}',
    '{"txn":{"appId":"\\ud800 é \\u0000 \\"","version":1}}',
  ])('[C6] %s comes back as it was', text => {
    expect(reprint(text)).toBe(text)
  })

  test.each([
    ['spaces', '{"txn": {"appId": "a", "version": 1}}', '{"txn":{"appId":"a","version":1}}'],
    ['order', '{"txn":{"version":1,"appId":"a"}}', '{"txn":{"appId":"a","version":1}}'],
    ['number form', '{"txn":{"appId":"a","version":1e0}}', '{"txn":{"appId":"a","version":1}}'],
    ['nulls', '{"txn":{"appId":"a","version":1,"lastUpdated":null}}', '{"txn":{"appId":"a","version":1}}'],
    [
      'unknown fields',
      '{"txn":{"z":1.0,"appId":"a","b":[],"version":1}}',
      '{"txn":{"appId":"a","version":1,"b":[],"z":1.0}}',
    ],
  ])('does not depend on %s', (_, text, canonical) => {
    expect(reprint(text)).toBe(canonical)
  })

  test('does not depend on the order of map keys, and sorts them by code unit', () => {
    const add = (keys: string[]): AddFile => {
      const partitionValues = new Map(keys.map(key => [key, null]))
      return { kind: 'add', path: 'p', partitionValues, size: 1n, modificationTime: 1n, dataChange: true }
    }
    const keys = ['b', 'a', '10', '9', '__proto__', 'é', 'Z', '😀', '\uffff']
    const printed = printAction(add(keys))
    expect(printAction(add([...keys].reverse()))).toBe(printed)
    expect(printed).toContain(
      '{"10":null,"9":null,"Z":null,"__proto__":null,"a":null,"b":null,"é":null,"😀":null,"\uffff":null}',
    )
  })
})
