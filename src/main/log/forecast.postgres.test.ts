import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { storedHistory } from '../../../test/rows.ts'
import type { ForecastReport } from '../../shared/contract/forecast.ts'
import type { DeclaredReads, Draft } from '../../shared/contract/schemas.ts'
import { FORECAST_VERSIONS_MAX } from '../../shared/limits.ts'
import { commit } from './commit.ts'
import { forecast } from './forecast.ts'

const database = useDatabase()

const PARTITIONED = JSON.stringify({
  type: 'struct',
  fields: ['id long', 'dt string'].map(column => {
    const [name, type] = column.split(' ')
    return { name, type, nullable: true, metadata: {} }
  }),
})
const blind = { commitInfo: { ...commitInfo.commitInfo, isBlindAppend: true } }
const day = (dt: string) => ({ partitionValues: { dt } })
const reads = (fields: Partial<DeclaredReads> = {}): DeclaredReads => ({
  wholeTable: false,
  scans: [],
  files: [],
  appIds: [],
  ...fields,
})

/** A table partitioned by day, without files; its head is 0. */
async function emptyTable(): Promise<string> {
  const tableId = await newTable(database)
  const [info, protocol, metadata] = creation()
  const partitioned = {
    metaData: { ...Object(metadata).metaData, schemaString: PARTITIONED, partitionColumns: ['dt'] },
  }
  await commit(database, draftOf(tableId, 0n, [Object(info), Object(protocol), partitioned]))
  return tableId
}

/** The same with a file on two days; its head is 1. */
async function partitionedTable(): Promise<string> {
  const tableId = await emptyTable()
  await commit(
    database,
    draftOf(tableId, 1n, [commitInfo, add('one', day('2026-11-19')), add('two', day('2026-11-20'))]),
  )
  return tableId
}

async function win(tableId: string, version: bigint, lines: readonly object[]): Promise<void> {
  expect(await commit(database, draftOf(tableId, version, lines))).toMatchObject({ kind: 'committed' })
}

function expectForecast(report: ForecastReport): Extract<ForecastReport, { kind: 'forecast' }> {
  if (report.kind !== 'forecast') throw new Error(`expected a forecast, got ${JSON.stringify(report)}`)
  return report
}

const classes = (report: ForecastReport) =>
  expectForecast(report).winners.map(({ version, verdict }) => [Number(version), verdict.class])

describe('a forecast', () => {
  test('is empty as long as nobody committed', async () => {
    const tableId = await partitionedTable()
    expect(await forecast(database, draftOf(tableId, 2n, [commitInfo, add('mine')]))).toMatchObject({
      kind: 'forecast',
      base: 1n,
      head: 1n,
      asked: 'Serializable',
      winners: [],
      conflicts: 0,
      unjudged: 0n,
    })
  })

  test('names the class, the files and the level of every version since the base', async () => {
    const tableId = await partitionedTable()
    const draft: Draft = {
      ...draftOf(tableId, 2n, [commitInfo, remove('two', day('2026-11-20')), add('two-new', day('2026-11-20'))]),
      reads: reads({ scans: ["dt = '2026-11-20'"] }),
    }
    await win(tableId, 2n, [blind, add('elsewhere', day('2026-11-19'))])
    await win(tableId, 3n, [blind, add('blind', day('2026-11-20'))])
    await win(tableId, 4n, [commitInfo, remove('two', day('2026-11-20'))])
    const report = expectForecast(await forecast(database, draft))
    expect(classes(report)).toEqual([
      [2, null],
      [3, 'append'],
      [4, 'delete-read'],
    ])
    expect(report).toMatchObject({ base: 1n, head: 4n, conflicts: 2, level: 'Serializable' })
    expect(report.winners[1]).toMatchObject({
      operation: 'WRITE',
      files: ['blind'],
      levels: { Serializable: { class: 'append' }, WriteSerializable: { class: null } },
      engines: { 'delta-rs': { class: 'append' }, kernel: { class: null } },
    })
    expect(report.winners[2]?.files).toEqual(['two'])
    const loose = await forecast(database, { ...draft, isolationLevel: 'WriteSerializable' })
    expect(classes(loose)).toEqual([
      [2, null],
      [3, null],
      [4, 'delete-read'],
    ])
  })

  test('sees a file removed whatever became of it afterwards', async () => {
    const tableId = await partitionedTable()
    await win(tableId, 2n, [commitInfo, remove('one', day('2026-11-19'))])
    await win(tableId, 3n, [commitInfo, add('one', day('2026-11-19'))])
    const draft = { ...draftOf(tableId, 2n, [commitInfo, add('mine', day('x'))]), reads: reads({ scans: ['id > 3'] }) }
    expect(classes(await forecast(database, { ...draft, isolationLevel: 'WriteSerializable' }))).toEqual([
      [2, 'delete-read'],
      [3, 'append'],
    ])
  })

  test('of metadata, protocol, transactions and domains', async () => {
    const tableId = await partitionedTable()
    const metadata = {
      metaData: {
        ...Object(creation()[2]).metaData,
        schemaString: PARTITIONED,
        partitionColumns: ['dt'],
        configuration: { 'delta.appendOnly': 'false' },
      },
    }
    const features = {
      minReaderVersion: 1,
      minWriterVersion: 7,
      writerFeatures: ['domainMetadata', 'appendOnly', 'invariants'],
    }
    await win(tableId, 2n, [commitInfo, { txn: { appId: 'job', version: 7 } }])
    await win(tableId, 3n, [commitInfo, { protocol: features }])
    await win(tableId, 4n, [commitInfo, { domainMetadata: { domain: 'd', configuration: '{}', removed: false } }])
    await win(tableId, 5n, [commitInfo, metadata])
    const draft = {
      ...draftOf(tableId, 2n, [
        commitInfo,
        add('mine', day('x')),
        { domainMetadata: { domain: 'd', configuration: '1', removed: false } },
      ]),
      reads: reads({ appIds: ['job'] }),
    }
    const report = expectForecast(await forecast(database, draft))
    expect(classes(report)).toEqual([
      [2, 'transaction'],
      [3, null],
      [4, 'domain'],
      [5, 'metadata'],
    ])
    expect(report.winners[1]?.adopts).toEqual(['protocol'])
  })

  test('a commit that changes no data is checked at the loosest level, and says so', async () => {
    const tableId = await partitionedTable()
    const kept = { dataChange: false }
    const optimize = { commitInfo: { operation: 'OPTIMIZE' } }
    await win(tableId, 2n, [commitInfo, add('new', day('2026-11-20'))])
    const draft = draftOf(tableId, 2n, [
      optimize,
      remove('two', { ...day('2026-11-20'), ...kept }),
      add('compact', { ...day('2026-11-20'), ...kept }),
    ])
    expect(await forecast(database, { ...draft, reads: reads({ files: ['two'] }) })).toMatchObject({
      asked: 'Serializable',
      level: 'SnapshotIsolation',
      conflicts: 0,
    })
  })

  test('[W1] says where a predicate cannot be read, which table is missing, and which line is no action', async () => {
    const tableId = await partitionedTable()
    const draft = draftOf(tableId, 2n, [commitInfo])
    expect(await forecast(database, { ...draft, reads: reads({ scans: ['true', 'dt ='] }) })).toMatchObject({
      kind: 'invalid',
      issues: [{ rule: 'predicate.syntax', path: ['reads', 'scans', 1, 'predicate', 4] }],
    })
    expect(await forecast(database, { ...draft, tableId: randomUUID() })).toMatchObject({
      kind: 'invalid',
      issues: [{ rule: 'draft.table' }],
    })
    expect(await forecast(database, { ...draft, actions: '{"add":1}' })).toMatchObject({ kind: 'invalid' })
  })

  test('finds the draft itself in the log', async () => {
    const tableId = await partitionedTable()
    const draft = draftOf(tableId, 2n, [commitInfo, add('mine', day('x'))])
    await commit(database, draft)
    await win(tableId, 3n, [commitInfo, add('later', day('x'))])
    expect(await forecast(database, draft)).toMatchObject({ kind: 'committed', version: 2n })
  })
})

test('a thousand versions are judged with as many statements as one, and nothing is written', async () => {
  const tableId = await longTable(1_000, 10)
  const before = await storedHistory(database, tableId, 5n)
  const draft = {
    ...draftOf(tableId, 1n, [commitInfo, remove('file-0-1', day('1')), add('mine', day('1'))]),
    reads: reads({ scans: ["dt = '1' and id > 5"] }),
  }
  const statements = vi.spyOn(pg.Client.prototype, 'query')
  await forecast(database, { ...draft, readVersion: 999n })
  const forOne = statements.mock.calls.length
  const report = expectForecast(await forecast(database, draft))
  expect(statements.mock.calls.length).toBe(2 * forOne)
  statements.mockRestore()
  expect(report.winners).toHaveLength(1_000)
  expect(report.conflicts).toBe(1_000)
  expect(await storedHistory(database, tableId, 5n)).toEqual(before)
})

test('versions beyond the limit are counted, not judged', async () => {
  const tableId = await longTable(FORECAST_VERSIONS_MAX + 5, 1)
  const report = expectForecast(await forecast(database, draftOf(tableId, 1n, [commitInfo, add('mine')])))
  expect(report).toMatchObject({ unjudged: 5n, conflicts: 0 })
  expect(report.winners).toHaveLength(FORECAST_VERSIONS_MAX)
})

/** A table whose versions after 0 each add `files` files in partitions 0, 1, 2 ..., written by another program. */
async function longTable(versions: number, files: number): Promise<string> {
  const tableId = await emptyTable()
  const client = await database.pool.connect()
  try {
    await client.query('begin')
    await client.query(
      `insert into dl_add_files (table_id, version, ordinal, file_key, path, partition_values, size, modification_time,
           data_change, stats, num_records)
         select $1, v, f, gen_random_uuid(), 'file-' || v || '-' || f, jsonb_build_object('dt', f::text), 10, 0, true,
             '{"numRecords":10,"minValues":{"id":1},"maxValues":{"id":10},"nullCount":{"id":0}}', 10
           from generate_series(1, $2::int4) v, generate_series(0, $3::int4 - 1) f`,
      [tableId, versions, files],
    )
    await client.query(
      `with advanced as (update dl_tables set current_version = $2::int8 where table_id = $1 returning table_id)
       insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_adds,
           files_added, bytes_added, rows_added, total_files, total_bytes, total_rows, metadata_version, protocol_version,
           commit_info)
         select table_id, v, gen_random_uuid(), now() + v * interval '1 s', 'WRITE', f, f, f, f * 10, f * 10,
             v * f, v * f * 10, v * f * 10, 0, 0, null
           from advanced, (select $3::int4 as f) files, generate_series(1, $2::int8) v`,
      [tableId, versions, files],
    )
    await client.query('commit')
  } finally {
    client.release()
  }
  return tableId
}
