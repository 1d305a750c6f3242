import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, newTable, remove } from '../../../test/drafts.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { addActionRows, emptyActionRows } from '../log/action-rows.ts'
import { versionRow } from '../log/version-row.ts'
import { readActionPage } from './actions.ts'
import { readLiveFiles, readSnapshotHeader } from './snapshot.ts'
import { readFilePage } from './snapshot-files.ts'
import { getTable, listTables } from './tables.ts'
import { inTransaction } from './transaction.ts'
import { readGrowth, readHistoryPage, readVersion } from './versions.ts'
import { insertActions } from './write-actions.ts'
import { recordVersions } from './write-version.ts'

const database = useDatabase()

/** Lines whose bytes no program would choose alone: order, spaces, escapes, nulls, numbers, fields and kinds unknown. */
const ODD_LINES = [
  '{"commitInfo":{"zz":1.0,"operation":"WRITE","timestamp":1700000000000,"operationParameters":{"b":"1","a":"2"}}}',
  '{"add":{"size":9007199254740993,"path":"odd%20\\u00e9.parquet","partitionValues":{},"modificationTime":1,"dataChange":true,"tags":null}}',
  '{"add":{"path":"dv.parquet","partitionValues":{"b":null,"a":""},"size":1,"modificationTime":1,"dataChange":false,"stats":"{\\"numRecords\\":7, \\"x\\":1e2}","tags":{"z":"1","a":null},"deletionVector":{"storageType":"u","pathOrInlineDv":"ab^-aqEH.-t@S}K{vb[*k^","offset":4,"sizeInBytes":40,"cardinality":6},"baseRowId":9223372036854775807,"defaultRowCommitVersion":1,"clusteringProvider":"liquid","future":{"n":1.50}}}',
  '{ "cdc" : {"path":"c.parquet","partitionValues":{},"size":5,"dataChange":false} }',
  '{"txn":{"appId":"app","version":3,"lastUpdated":12}}',
  '{"domainMetadata":{"domain":"d","configuration":"{ }","removed":false}}',
  '{"somethingNew":{"a":[1.0,{}]}}',
  '{"commitInfo":{"second":true}}',
]

let tableId: string
let name: string

beforeAll(async () => {
  tableId = await newTable(database)
  const { rows } = await database.pool.query<{ name: string }>('select name from dl_tables where table_id = $1', [
    tableId,
  ])
  name = rows[0]?.name ?? ''
  const versions = [
    [...creation(), { domainMetadata: { domain: 'gone', configuration: '', removed: false } }],
    ODD_LINES,
    [
      commitInfo,
      remove('odd%20é.parquet', { size: undefined }),
      add('new.parquet'),
      { txn: { appId: 'app', version: 4 } },
      { domainMetadata: { domain: 'gone', configuration: '', removed: true } },
    ],
  ]
  for (const [index, lines] of versions.entries()) await store(BigInt(index), lines)
})

describe('actions', () => {
  test('[C6] come back byte for byte, in commit order, whatever the page size', async () => {
    for (const limit of [1, 3, 500]) expect(await allLines(1n, limit)).toEqual(ODD_LINES)
  })

  test('are found by kind', async () => {
    const kinds = {
      add: [1, 2],
      cdc: [3],
      txn: [4],
      domainMetadata: [5],
      unknown: [6],
      commitInfo: [0, 7],
      protocol: [],
    }
    for (const [kind, ordinals] of Object.entries(kinds)) {
      const page = await readActionPage(database, {
        tableId,
        version: 1n,
        kind: kind as keyof typeof kinds,
        after: -1,
        limit: 10,
      })
      expect(page.actions.map(({ ordinal }) => ordinal)).toEqual(ordinals)
    }
  })

  test('that another program has written without our care are shown as they are', async () => {
    const foreign = await newTable(database)
    const client = await database.pool.connect()
    try {
      await client.query('begin')
      await client.query(
        `insert into dl_add_files (table_id, version, ordinal, file_key, path, partition_values, size, modification_time,
             data_change, tags, extra)
           values ($1, 0, 0, gen_random_uuid(), 'x', '{"b": "1", "a": "2"}', 1, 2, true, '{"k":"v"}', '{ "y": 1.0 }'),
             ($1, 0, 1, gen_random_uuid(), 'y', '[1]', 1, 2, true, 'no JSON', null),
             ($1, 0, 2, gen_random_uuid(), 'z', '["1"]', 1, 2, true, null, null),
             ($1, 0, 3, gen_random_uuid(), 'ä "', '{"b": "1", "a": null}', 1, 2, false, null, null)`,
        [foreign],
      )
      await client.query(
        `with advanced as (update dl_tables set current_version = 0 where table_id = $1 returning table_id)
         insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_adds,
             files_added, bytes_added, total_files, total_bytes)
           select table_id, 0, gen_random_uuid(), now(), 'WRITE', 4, 4, 4, 4, 4, 4 from advanced`,
        [foreign],
      )
      await client.query('commit')
    } finally {
      client.release()
    }
    const { actions } = await readActionPage(database, { tableId: foreign, version: 0n, after: -1, limit: 10 })
    const { files } = await readFilePage(
      database,
      { tableId: foreign, version: 0n, sort: 'path', descending: false, filter: {}, limit: 10 },
      new AbortController().signal,
    )
    expect(files.map(({ line }) => line)).toEqual(actions.map(({ line }) => line))
    expect(actions.map(({ line }) => line)).toEqual([
      '{"add":{"path":"x","partitionValues":{"a":"2","b":"1"},"size":1,"modificationTime":2,"dataChange":true,"tags":{"k":"v"},"y":1.0}}',
      '{"add":{"path":"y","partitionValues":[1],"size":1,"modificationTime":2,"dataChange":true,"tags":no JSON}}',
      '{"add":{"path":"z","partitionValues":["1"],"size":1,"modificationTime":2,"dataChange":true}}',
      '{"add":{"path":"ä \\"","partitionValues":{"a":null,"b":"1"},"size":1,"modificationTime":2,"dataChange":false}}',
    ])
  })
})

describe('versions', () => {
  test('a history tells counts, totals and mirror state, newest first', async () => {
    await database.pool.query(`insert into dl_mirror_status (table_id, version, state) values ($1, 0, 'published')`, [
      tableId,
    ])
    const { versions, next } = await readHistoryPage(database, { tableId, limit: 10 })
    expect(next).toBeNull()
    expect(versions).toMatchObject([
      { version: 2n, counts: { add: 1, remove: 1, txn: 1 }, totalFiles: 2n, mirror: 'pending' },
      {
        version: 1n,
        counts: { add: 2, cdc: 1, txn: 1, domainMetadata: 1, commitInfo: 1, unknown: 2 },
        bytesAdded: 9007199254740994n,
        totalRows: null,
      },
      { version: 0n, kind: 'commit', readVersion: null, totalFiles: 0n, totalRows: 0n, mirror: 'published' },
    ])
    const first = await readHistoryPage(database, { tableId, limit: 2 })
    expect(first.next).toBe(1n)
    expect(await readHistoryPage(database, { tableId, before: 1n, limit: 2 })).toEqual({
      versions: versions.slice(2),
      next: null,
    })
  })

  test('one version has its commitInfo verbatim; one that is not there is undefined', async () => {
    const version = await readVersion(database, tableId, 1n)
    expect(`{"commitInfo":${version?.commitInfo}}`).toBe(ODD_LINES[0])
    expect(await readVersion(database, tableId, 3n)).toBeUndefined()
  })

  test('growth gives each version once where there are fewer than points', async () => {
    const growth = await readGrowth(database, tableId, 500)
    expect(growth.map(({ version, totalFiles }) => [version, totalFiles])).toEqual([
      [0n, 0n],
      [1n, 2n],
      [2n, 2n],
    ])
    expect(await readGrowth(database, randomUUID(), 10)).toEqual([])
  })
})

describe('snapshots', () => {
  test('a header at each version has what held then', async () => {
    const lines = (await allLines(0n, 10)).filter(line => /^\{"(protocol|metaData)/.test(line))
    const [first, second, third] = await Promise.all([0n, 1n, 2n].map(v => readSnapshotHeader(database, tableId, v)))
    expect(first).toMatchObject({ numFiles: 0n, sizeInBytes: 0n, numRows: 0n, txns: [] })
    expect(first?.domains).toHaveLength(1)
    expect([second?.protocol, second?.metaData]).toEqual(lines)
    expect(second).toMatchObject({ numFiles: 2n, sizeInBytes: 9007199254740994n, numRows: null, txns: [ODD_LINES[4]] })
    expect(second?.domains).toHaveLength(2)
    expect(third).toMatchObject({ numFiles: 2n, sizeInBytes: 1001n, numRows: 11n, domains: [ODD_LINES[5]] })
    expect(third?.txns).toEqual(['{"txn":{"appId":"app","version":4}}'])
    expect(await readSnapshotHeader(database, tableId, 3n)).toBeUndefined()
  })

  test('its live files are those of the version, page by page', async () => {
    const paths = async (version: bigint): Promise<string[]> => {
      const found: string[] = []
      let after: string | undefined
      do {
        const { files, next } = await readLiveFiles(database, { tableId, version, after, limit: 1 })
        found.push(...files.map(({ line }) => JSON.parse(line).add.path))
        after = next ?? undefined
      } while (after !== undefined)
      return found.sort()
    }
    expect(await paths(0n)).toEqual([])
    expect(await paths(1n)).toEqual(['dv.parquet', 'odd%20é.parquet'])
    expect(await paths(2n)).toEqual(['dv.parquet', 'new.parquet'])
    const { files } = await readLiveFiles(database, { tableId, version: 1n, limit: 10 })
    expect(files.map(({ line }) => line).sort()).toEqual(ODD_LINES.slice(1, 3).sort())
  })
})

describe('tables', () => {
  test('one table has its head and totals; none is undefined', async () => {
    expect(await getTable(database, name)).toMatchObject({
      tableId,
      head: 2n,
      lastCommit: { operation: 'WRITE' },
      totalFiles: 2n,
      totalBytes: 1001n,
      totalRows: 11n,
    })
    expect(await getTable(database, 'no such table')).toBeUndefined()
  })

  test('are listed by name in pages and found by a part of it, upper and lower case alike', async () => {
    const names = ['Äpfel', 'orders_100%', 'orders_2', "o'brien"]
    for (const each of names) {
      await database.pool.query('insert into dl_tables (table_id, name) values ($1, $2)', [randomUUID(), each])
    }
    const listed: string[] = []
    let after: string | undefined
    do {
      const page = await listTables(database, { after, limit: 2 })
      listed.push(...page.tables.map(table => table.name))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(new Set(listed).size).toBe(listed.length)
    expect(listed).toEqual(expect.arrayContaining([...names, name]))
    const found = async (search: string): Promise<string[]> =>
      (await listTables(database, { search, limit: 10 })).tables.map(table => table.name)
    expect(await found('ORDERS')).toEqual(['orders_100%', 'orders_2'])
    expect(await found('100%')).toEqual(['orders_100%'])
    expect(await found('äpf')).toEqual(['Äpfel'])
    expect(await found("'b")).toEqual(["o'brien"])
    expect(await listTables(database, { search: 'orders', limit: 1 })).toMatchObject({ next: 'orders_100%', total: 2 })
    expect((await listTables(database, { search: 'Äpfel', limit: 1 })).tables[0]).toMatchObject({
      head: -1n,
      lastCommit: null,
      totalFiles: 0n,
      totalRows: 0n,
    })
  })
})

async function allLines(version: bigint, limit: number): Promise<string[]> {
  const lines: string[] = []
  let after = -1
  for (;;) {
    const page = await readActionPage(database, { tableId, version, after, limit })
    lines.push(...page.actions.map(({ line }) => line))
    if (page.next === null) return lines
    after = page.next
  }
}

/** Stores a commit as an import does: whatever a log may hold, no rule asked. */
async function store(version: bigint, lines: readonly (object | string)[]): Promise<void> {
  const text = lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
  const parsed = parseCommit(text)
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.issues))
  const rows = emptyActionRows()
  const info = addActionRows(rows, version, parsed.value.lines)
  const facts = {
    version,
    commitId: randomUUID(),
    committedAt: 1_700_000_000_000n + version,
    timeSource: 'clock',
    writer: 'test',
  } as const
  await inTransaction(database, async client => {
    await insertActions(client, tableId, rows, [])
    await recordVersions(client, tableId, [versionRow(facts, parsed.value, info)])
  })
}
