import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../../test/drafts.ts'
import { type FaultyWay, startProxy } from '../../../../test/proxy.ts'
import { commit } from '../commit.ts'
import { resolve } from '../resolve.ts'
import { openJournal } from './commit-journal.ts'
import { listUnresolved } from './list-unresolved.ts'

const database = useDatabase()
let folder: string
let way: FaultyWay
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-journal-'))
  way = await startProxy(database.config)
})
afterAll(async () => {
  await way.close()
  await rm(folder, { recursive: true })
})

async function createdTable(): Promise<string> {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, creation()))
  return tableId
}

test('[C4] a commit is written down before its first statement and struck out with its outcome', async () => {
  const journal = openJournal(folder, 'here')
  const tableId = await createdTable()
  const draft = draftOf(tableId, 1n, [commitInfo, add('a')])
  const seen: number[] = []
  const onStep = async (step: string) => {
    if (step === 'begin') seen.push((await journal.read()).length)
  }
  expect(await commit(database, draft, { journal, onStep })).toMatchObject({ kind: 'committed' })
  expect(await commit(database, draftOf(tableId, 1n, [commitInfo]), { journal })).toMatchObject({
    kind: 'version-conflict',
  })
  expect(await commit(database, draftOf(tableId, 2n, [commitInfo, remove('z')]), { journal })).toMatchObject({
    kind: 'invalid',
  })
  expect(seen).toEqual([1])
  expect(await readdir(folder)).toEqual([])
})

test('[C4] commits whose answer was lost are listed with what became of them until they are struck out', async () => {
  const journal = openJournal(folder, 'here')
  const tableId = await createdTable()
  const [made, lost] = [draftOf(tableId, 1n, [commitInfo, add('a')]), draftOf(tableId, 2n, [commitInfo, add('b')])]
  way.fault = { kind: 'answer-lost' }
  expect(await commit(way.database, made, { journal })).toMatchObject({ kind: 'unknown' })
  way.fault = { kind: 'lost' }
  expect(await commit(way.database, lost, { journal })).toMatchObject({ kind: 'unknown' })
  way.fault = { kind: 'pass' }
  const afterRestart = openJournal(folder, 'here')
  await expect
    .poll(async () => (await listUnresolved(database, afterRestart)).map(({ fate }) => fate.kind))
    .toEqual(['committed', 'not-committed'])
  expect(await openJournal(folder, 'elsewhere').read()).toEqual([])
  for (const { commitId } of await afterRestart.read()) await afterRestart.strike(commitId)
  expect(await listUnresolved(database, afterRestart)).toEqual([])
})

test('[C4] of a commit whose table was dropped with its log nobody says that it was not made', async () => {
  const tableId = await createdTable()
  const draft = draftOf(tableId, 1n, [commitInfo, add('a')])
  expect(await commit(database, draft)).toMatchObject({ kind: 'committed' })
  expect(await resolve(database, { tableId, commitId: randomUUID() })).toEqual({ kind: 'not-committed' })
  await dropTable(tableId)
  expect(await resolve(database, draft)).toEqual({ kind: 'table-gone' })
})

/** As the owner of a database can, past all guards. */
async function dropTable(tableId: string): Promise<void> {
  const client = await database.pool.connect()
  try {
    await client.query('set session_replication_role = replica')
    for (const table of ['dl_table_versions', 'dl_add_files', 'dl_tables']) {
      await client.query(`delete from ${table} where table_id = $1`, [tableId])
    }
  } finally {
    client.release(true)
  }
}

test('a file that is no entry hurts nobody', async () => {
  const journal = openJournal(folder, 'here')
  await writeFile(join(folder, 'torn.commit.json'), '{"commitId":')
  expect(await journal.read()).toEqual([])
  await rm(join(folder, 'torn.commit.json'))
})

test('a commit of another process that still runs is in progress', async () => {
  const journal = openJournal(folder, 'here')
  const tableId = await createdTable()
  const other = spawn('sleep', ['30'])
  const draft = draftOf(tableId, 1n, [commitInfo, add('a')])
  const entry = { ...draft, expectedVersion: '1', digest: '', place: 'here', pid: other.pid, startedAt: 1 }
  const { commitId, expectedVersion, digest, place, pid, startedAt } = entry
  const text = JSON.stringify({ commitId, tableId, expectedVersion, digest, place, pid, startedAt })
  await writeFile(join(folder, `${commitId}.commit.json`), text)
  expect(await listUnresolved(database, journal)).toMatchObject([{ fate: { kind: 'in-progress' } }])
  other.kill('SIGKILL')
  await new Promise(resolve => other.on('exit', resolve))
  expect(await listUnresolved(database, journal)).toMatchObject([{ fate: { kind: 'not-committed' } }])
})
