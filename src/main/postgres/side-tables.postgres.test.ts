import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { generateHistory } from '../../../test/generated-history.ts'
import { judgeHealth } from '../../shared/health/health-rules.ts'
import { resolveFilter } from '../../shared/history/filter.ts'
import { parseFilter } from '../../shared/history/parse-filter.ts'
import { type Database, openDatabase } from './connection.ts'
import { denialOf } from './denial.ts'
import { findVersions } from './find-versions.ts'
import { measureHealth } from './health.ts'
import { readNotes } from './notes.ts'
import { readOverview } from './overview.ts'
import { Secret } from './secret.ts'
import { readActivity } from './table-activity.ts'
import { countFacets } from './table-facts.ts'
import { listTables } from './tables.ts'
import { readHistoryPage, readVersion } from './versions.ts'

const database = useDatabase()
const user = `blind_${randomBytes(4).toString('hex')}`
const { signal } = new AbortController()
let blind: Database
let tableId: string

beforeAll(async () => {
  const client = await database.pool.connect()
  try {
    tableId = await generateHistory(client, { name: 'mirrored', versions: 300, publishedBefore: 290 })
    await client.query(`create role ${user} login password 'p'`)
    await client.query(`grant usage on schema ${database.schema} to ${user}`)
    await client.query(`grant select on all tables in schema ${database.schema} to ${user}`)
    await client.query(`revoke all on dl_mirror_status, dl_mirrors, dl_version_notes from ${user}`)
  } finally {
    client.release()
  }
  blind = await openDatabase({ ...database.config, user, password: new Secret('p') })
})
afterAll(async () => {
  await blind.close()
  await database.pool.query(`drop owned by ${user}`)
  await database.pool.query(`drop role ${user}`)
})

const found = (text: string) =>
  findVersions(
    blind,
    { tableId, filter: resolveFilter(parseFilter(text, Date.now()).terms, Date.now()), limit: 10 },
    signal,
  )

test('who may not read the mirror sees the history all the same, which says of the mirror only that', async () => {
  const [{ versions }, own] = await Promise.all([
    readHistoryPage(blind, { tableId, limit: 20 }),
    readHistoryPage(database, { tableId, limit: 20 }),
  ])
  expect(versions).toEqual(own.versions.map(version => ({ ...version, mirror: 'unreadable', checkpoint: null })))
  expect(await readVersion(blind, tableId, 7n)).toMatchObject({ version: 7n, mirror: 'unreadable' })
  expect((await found('op:MERGE')).versions.map(({ mirror }) => mirror)).toContain('unreadable')
  const overview = await readOverview(blind, { tableId, buckets: 10 }, signal)
  expect(overview).toMatchObject({ head: 299n, needs: 'dl_mirror_status' })
  expect(overview?.marks.length).toBeGreaterThan(0)
})

test('what is about nothing but the table that may not be read names it', async () => {
  const asked = [found('is:unpublished'), readNotes(blind, { tableId, from: 0n, to: 9n, limit: 5 })]
  const failed = await Promise.allSettled(asked)
  expect(failed.map(result => result.status === 'rejected' && denialOf(result.reason)?.relation)).toEqual([
    'dl_mirror_status',
    'dl_version_notes',
  ])
})

test('the catalog lists, sorts and counts its tables without their mirrors', async () => {
  const { tables } = await listTables(blind, { limit: 5, sort: { by: 'head', descending: true } })
  expect(tables.map(({ head }) => head)).toEqual([299n])
  expect(await readActivity(blind, [tableId], signal)).toMatchObject([{ mirror: 'unreadable', published: null }])
  expect((await countFacets(blind, '', signal)).mirror).toEqual([{ value: 'unreadable', count: 1 }])
})

test('the one rule of health about the mirror is told as not measured, and all others are', async () => {
  const measured = await measureHealth(blind, { tableId, version: 299n }, signal)
  const open = measured.filter(measurement => judgeHealth(measurement) === 'not-measured')
  expect(open.map(({ rule, needs }) => [rule, needs])).toEqual([['unpublished-tail', 'dl_mirror_status']])
})
