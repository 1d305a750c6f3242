import { describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { storedHistory } from '../../../test/rows.ts'
import { printCommit } from '../../shared/delta/print-action.ts'
import { readStoredCommit } from '../postgres/stored-commit.ts'
import { readVersion } from '../postgres/versions.ts'
import { checkDraft } from './check-draft.ts'
import { commit } from './commit.ts'

const database = useDatabase()

async function committedText(tableId: string, version: bigint): Promise<string | undefined> {
  const stored = await readStoredCommit(database, tableId, version)
  return stored && printCommit(stored)
}

const FEATURES = {
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ['deletionVectors'],
  writerFeatures: ['deletionVectors', 'domainMetadata', 'changeDataFeed', 'inCommitTimestamp'],
}

/** Lines that a careless reader and writer of JSON would change. */
const NASTY_LINES = [
  `{"commitInfo":{"timestamp":1700000000000.0,"operation":"WRITE","operationParameters":{"b":1e2,"a":-0.0,"\\u0061":[1.10]},"big":9007199254740993,"lone":"\\ud800"}}`,
  `{"add":{"size":9223372036854775807,"path":"a%20b/\\u00e9\\ud83d\\ude00.parquet","partitionValues":{},"modificationTime":9007199254740993,"dataChange":true,"stats":"{\\"numRecords\\":3,\\"minValues\\":{\\"id\\":-9223372036854775808},\\"maxValues\\":{\\"id\\":9223372036854775807},\\"z\\":1e400,\\"s\\":\\"\\\\ud800\\"}","tags":{"z":"1","a":null},"later":{"x":[1.0,1e2,{"b":1,"a":2}]}}}`,
  `{"add":{"path":"dv.parquet","partitionValues":{},"size":1,"modificationTime":0,"dataChange":true,"stats":"{\\"numRecords\\":9,\\"tightBounds\\":false}","deletionVector":{"storageType":"u","pathOrInlineDv":"ab^-aqEH.-t@S}K{vb[*","offset":4,"sizeInBytes":40,"cardinality":6},"baseRowId":0,"clusteringProvider":"x"}}`,
  `{"txn":{"appId":"app \\"quoted\\"","version":9223372036854775807,"lastUpdated":1}}`,
  `{"domainMetadata":{"domain":"app.x","configuration":"{\\"a\\": 1.0}","removed":false}}`,
  `{"cdc":{"path":"_change_data/c.parquet","partitionValues":{},"size":7,"dataChange":false}}`,
  `{"somethingNew":{"a": 1.50, "a": 2, "deep":[[[{"\\u0000":"\\u0000"}]]]}}`,
  `{ "remove" : { "path":"old.parquet","dataChange":true,"deletionTimestamp":1,"extendedFileMetadata":true,"partitionValues":{},"size":1000,"more":1e2} }`,
]

describe('[C6] what was committed comes back byte for byte', () => {
  test('every kind of action, with numbers, escapes and fields that JSON.parse would change', async () => {
    const tableId = await newTable(database)
    const created = draftOf(tableId, 0n, [...creation({}, FEATURES), add('old.parquet')])
    expect(await commit(database, created)).toMatchObject({ kind: 'committed' })
    const draft = draftOf(tableId, 1n, NASTY_LINES)
    expect(await commit(database, draft)).toMatchObject({ kind: 'committed' })
    expect(await committedText(tableId, 0n)).toBe(created.actions)
    expect(await committedText(tableId, 1n)).toBe(draft.actions)
    expect(await readVersion(database, tableId, 1n)).toMatchObject({
      counts: { add: 2, remove: 1, txn: 1, domainMetadata: 1, cdc: 1, commitInfo: 1, unknown: 1 },
      bytesAdded: 9223372036854775808n,
      totalRows: 6n,
      operationParameters: '{"b":1e2,"a":-0.0,"\\u0061":[1.10]}',
    })
  })

  test('line ends, blank lines and spaces between the actions', async () => {
    const tableId = await newTable(database)
    const [info, protocol, metaData] = creation().map(line => JSON.stringify(line))
    const actions = `\n  ${info}\r\n\r\n${protocol} \n\t${metaData}`
    expect(await commit(database, { ...draftOf(tableId, 0n, []), actions })).toMatchObject({ kind: 'committed' })
    expect(await committedText(tableId, 0n)).toBe(actions)
  })

  test('a second commitInfo and the metaData and protocol of a later version', async () => {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, creation()))
    const draft = draftOf(tableId, 1n, creation({ 'delta.appendOnly': 'false' }))
    expect(await commit(database, draft)).toMatchObject({ kind: 'committed' })
    expect(await committedText(tableId, 1n)).toBe(draft.actions)
  })

  test('text that PostgreSQL cannot hold is refused and not repaired', async () => {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, creation()))
    for (const path of ['nul\\u0000', 'lone\\ud800']) {
      const line = JSON.stringify(add('PATH')).replace('PATH', path)
      expect(await commit(database, draftOf(tableId, 1n, [commitInfo, line]))).toMatchObject({ kind: 'invalid' })
    }
    const operation = '{"commitInfo":{"timestamp":1,"operation":"x\\u0000y"}}'
    expect(await commit(database, draftOf(tableId, 1n, [operation]))).toMatchObject({
      kind: 'invalid',
      issues: [{ rule: 'text.nul' }],
    })
  })
})

test('[C7] a commit changes no stored row of the versions before it', async () => {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation(), add('a'), add('b'), add('c')]))
  await commit(database, draftOf(tableId, 1n, [commitInfo, remove('a')]))
  const before = await storedHistory(database, tableId, 1n)
  expect(before).toHaveLength(8)
  await commit(database, draftOf(tableId, 2n, [commitInfo, remove('b'), add('a'), add('c')]))
  await commit(database, draftOf(tableId, 3n, creation({ 'delta.appendOnly': 'true' })))
  expect(await storedHistory(database, tableId, 1n)).toEqual(before)
})

test('[C5] a draft that the table refuses changes nothing and says where and why', async () => {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation({ 'delta.appendOnly': 'true' }), add('a')]))
  const before = await storedHistory(database, tableId, 9n)
  const refused = await commit(database, draftOf(tableId, 1n, [commitInfo, remove('nothing'), remove('a')]))
  expect(refused).toMatchObject({
    kind: 'invalid',
    issues: expect.arrayContaining([
      expect.objectContaining({ rule: 'table.remove-not-live', path: expect.arrayContaining([1]) }),
      expect.objectContaining({ rule: 'table.append-only', path: expect.arrayContaining([2]) }),
    ]),
  })
  const unknownTable = await commit(database, { ...draftOf(tableId, 1n, [commitInfo]), tableId: crypto.randomUUID() })
  expect(unknownTable).toMatchObject({ kind: 'invalid', issues: [{ rule: 'draft.table' }] })
  expect(await storedHistory(database, tableId, 9n)).toEqual(before)
})

test('a live file that is added again is counted once and retires its older row', async () => {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation(), add('a'), add('b')]))
  const again = draftOf(tableId, 1n, [commitInfo, add('a', { size: 3000 })])
  expect(await commit(database, again)).toMatchObject({ kind: 'committed' })
  expect(await readVersion(database, tableId, 1n)).toMatchObject({
    filesAdded: 1n,
    filesRemoved: 1n,
    totalFiles: 2n,
    totalBytes: 4000n,
  })
})

test('rows of the table are known again once the last file without a count is gone', async () => {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation(), add('a'), add('b', { stats: undefined }), add('c')]))
  await commit(database, draftOf(tableId, 1n, [commitInfo, add('d', { stats: undefined })]))
  await commit(database, draftOf(tableId, 2n, [commitInfo, remove('b')]))
  await commit(database, draftOf(tableId, 3n, [commitInfo, remove('d'), remove('c')]))
  await commit(database, draftOf(tableId, 4n, [commitInfo, add('e')]))
  const rows = await Promise.all([0n, 1n, 2n, 3n, 4n].map(version => readVersion(database, tableId, version)))
  expect(rows.map(row => row?.totalRows)).toEqual([null, null, null, 10n, 20n])
})

test('with in-commit timestamps the writer sets the time under the lock and changes nothing else', async () => {
  const tableId = await newTable(database)
  const created = creation({ 'delta.enableInCommitTimestamps': 'true' }, FEATURES)
  const first = await commit(database, draftOf(tableId, 0n, created))
  expect(first).toMatchObject({ kind: 'committed' })
  const line = '{ "commitInfo" : {"timestamp":1, "inCommitTimestamp" : 5 ,"operation":"WRITE"} }'
  const second = await commit(database, draftOf(tableId, 1n, [line, add('a')]))
  if (first.kind !== 'committed' || second.kind !== 'committed') throw new Error('not committed')
  expect(await committedText(tableId, 0n)).toContain(
    `{"commitInfo":{"inCommitTimestamp":${first.committedAt},"timestamp":`,
  )
  expect(await committedText(tableId, 1n)).toContain(line.replace(': 5 ', `: ${second.committedAt} `))
  expect(second.committedAt).toBeGreaterThan(first.committedAt)
  expect(await readVersion(database, tableId, 1n)).toMatchObject({
    timeSource: 'in-commit',
    committedAt: second.committedAt,
  })
  const bare = await commit(database, draftOf(tableId, 2n, [add('b')]))
  expect(bare).toMatchObject({ kind: 'invalid', issues: [{ rule: expect.stringContaining('ict.') }] })
})

test('checking a draft finds what committing it would refuse, and writes nothing', async () => {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation(), add('a')]))
  const before = await storedHistory(database, tableId, 9n)
  expect(await checkDraft(database, draftOf(tableId, 1n, [commitInfo, remove('a'), add('b')]))).toEqual({
    head: 0n,
    issues: [],
  })
  expect(await checkDraft(database, draftOf(tableId, 1n, [commitInfo, remove('x')]))).toMatchObject({
    head: 0n,
    issues: [{ rule: 'table.remove-not-live', severity: 'error' }],
  })
  expect(await checkDraft(database, draftOf(tableId, 4n, [commitInfo, add('b')]))).toMatchObject({
    issues: [{ rule: 'draft.expected-version', severity: 'warning' }],
  })
  expect(await checkDraft(database, { ...draftOf(tableId, 1n, []), actions: '{"add":' })).toMatchObject({
    head: 0n,
    issues: [{ severity: 'error', path: [0, 'add'] }],
  })
  expect(await storedHistory(database, tableId, 9n)).toEqual(before)
})
