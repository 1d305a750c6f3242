import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, draftOf, newTable } from '../../../test/drafts.ts'
import { makeSample } from '../../../test/import.ts'
import { SAMPLE_STORIES } from '../../shared/contract/sample-stories.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { validateCommit } from '../../shared/delta/validate-commit.ts'
import { commit } from '../log/commit.ts'
import { listSamples, removeSamples } from '../postgres/samples.ts'
import { listTables } from '../postgres/tables.ts'
import { readHistoryPage } from '../postgres/versions.ts'
import { plainControl } from '../tasks/task-work.ts'
import { sampleCommits } from './sample/sample-commits.ts'
import { makeSampleTable } from './sample-table.ts'

const database = useDatabase()

test('a sample is a table of forty believable versions, made by the real writer', async () => {
  const made = await makeSample(database, { seed: 7 })
  expect(made).toMatchObject({ name: 'sample-orders', head: 39n })
  const { tableId } = made
  const { versions } = await readHistoryPage(database, { tableId, limit: 100 })
  const operations = new Set(versions.map(({ operation }) => operation))
  expect([...operations].sort()).toEqual([
    'ADD COLUMNS',
    'CREATE TABLE',
    'DELETE',
    'MERGE',
    'OPTIMIZE',
    'SET TBLPROPERTIES',
    'STREAMING UPDATE',
    'UPDATE',
    'VACUUM END',
    'VACUUM START',
    'WRITE',
  ])
  expect(versions.every(({ totalRows }) => totalRows !== null)).toBe(true)
  expect(versions[0]?.totalFiles).toBeGreaterThan(5n)
})

test('no version of a sample breaks a rule, not even one that only warns', () => {
  const wishes = [...Array(20).keys()].flatMap(seed =>
    (seed < 5 ? SAMPLE_STORIES : [undefined]).map(story => ({ seed, story })),
  )
  for (const { seed, story } of wishes) {
    for (const [version, { actions }] of sampleCommits(seed, story).entries()) {
      const parsed = parseCommit(actions.map(action => `${printAction(action)}\n`).join(''))
      const found = {
        seed,
        story,
        version,
        issues: validateCommit(parsed.kind === 'ok' ? parsed.value.lines : [], BigInt(version)),
      }
      expect(found).toEqual({ ...found, issues: [] })
    }
  }
})

test('the same seed tells the same story, another seed another one', () => {
  expect(sampleCommits(3)).toEqual(sampleCommits(3))
  expect(sampleCommits(3)).not.toEqual(sampleCommits(4))
})

test('every seed of a range makes a whole table', async () => {
  for (let seed = 100; seed < 104; seed++) {
    expect(await makeSample(database, { seed })).toMatchObject({ head: 39n })
  }
  const { tables } = await listTables(database, { search: 'sample-orders', limit: 10 })
  expect(tables.map(({ name }) => name)).toEqual([
    'sample-orders',
    'sample-orders-2',
    'sample-orders-3',
    'sample-orders-4',
    'sample-orders-5',
  ])
})

test('a name that is taken is refused and makes nothing', async () => {
  const control = plainControl(crypto.randomUUID(), new AbortController().signal)
  expect(await makeSampleTable(database, { name: 'sample-orders', seed: 1 }, control)).toMatchObject({
    kind: 'refused',
    problems: [{ rule: 'import.name-taken' }],
  })
})

test('the six samples are made by the real writer, and removed whole with one call that touches nothing else', async () => {
  const real = await newTable(database)
  for (const story of SAMPLE_STORIES)
    expect(await makeSample(database, { seed: 11, story })).toMatchObject({ kind: 'made' })
  const samples = await listSamples(database)
  const names = samples.map(({ name }) => name)
  expect(samples.filter(({ hasOwnCommits }) => hasOwnCommits)).toEqual([])
  expect(names).toEqual(expect.arrayContaining(SAMPLE_STORIES.map(story => expect.stringContaining(`sample-${story}`))))
  expect((await removeSamples(database)).length).toBe(names.length)
  expect(await listSamples(database)).toEqual([])
  const { rows } = await database.pool.query('select table_id::text as id from dl_tables')
  expect(rows).toEqual([{ id: real }])
  const left = await database.pool.query('select from dl_add_files union all select from dl_table_versions')
  expect(left.rowCount).toBe(0)
  await expect(database.pool.query('delete from dl_table_versions where false')).rejects.toThrow()
})

test('a sample that somebody has committed to, or that is half made, is told from one that can be had again', async () => {
  const { tableId, name } = await makeSample(database, { seed: 5 })
  const told = async () => (await listSamples(database)).map(({ hasOwnCommits }) => hasOwnCommits)
  expect(await told()).toEqual([false])
  const mine = draftOf(tableId, 40n, [commitInfo, add('mine', { partitionValues: { country: 'DE' } })])
  expect(await commit(database, mine)).toMatchObject({ kind: 'committed' })
  expect(await told()).toEqual([true])
  await removeSamples(database)

  const stopping = new AbortController()
  const control = plainControl(crypto.randomUUID(), stopping.signal, () => stopping.abort())
  const outcome = await makeSampleTable(database, { name, seed: 5 }, control)
  expect(outcome).toMatchObject({ kind: 'cancelled', kept: { name } })
  expect(await told()).toEqual([false])
})
