import { expect, test } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, draftOf, remove } from '../../../../test/drafts.ts'
import { expectSound, tableWithFiles } from '../../../../test/fault-table.ts'
import { startProxy } from '../../../../test/proxy.ts'
import { tracesOf } from '../../../../test/rows.ts'
import { DRAFT_THREAD_CHARACTERS_MIN } from '../../../shared/limits.ts'
import { commit } from '../commit.ts'
import { resolve } from '../resolve.ts'
import { commitTogether } from './commit-together.ts'

const database = useDatabase()
const threeTables = () => Promise.all([tableWithFiles(database), tableWithFiles(database), tableWithFiles(database)])
const draftFor = (tableId: string) => draftOf(tableId, 1n, [commitInfo, add('new'), remove('a')])

test('[C3] drafts for several tables become versions together, and are found together', async () => {
  const drafts = (await threeTables()).map(draftFor)
  const outcomes = await commitTogether(database, drafts)
  expect(outcomes).toMatchObject(drafts.map(() => ({ kind: 'committed', version: 1n, found: false })))
  expect(await commitTogether(database, drafts)).toMatchObject(drafts.map(() => ({ kind: 'committed', found: true })))
  for (const { tableId } of drafts) await expectSound(database, tableId)
})

test('[C3] where one draft cannot be had none is made, and each says why', async () => {
  const [first = '', second = '', third = ''] = await threeTables()
  await commit(database, draftFor(second))
  const drafts = [draftFor(first), draftFor(second), draftOf(third, 1n, [commitInfo, remove('never')])]
  expect(await commitTogether(database, drafts)).toMatchObject([
    { kind: 'held-back', because: expect.stringMatching(new RegExp(`${second}|${third}`)) },
    { kind: 'version-conflict', actual: 1n },
    { kind: 'invalid', issues: [{ rule: 'table.remove-not-live' }] },
  ])
  expect(await tracesOf(database, first, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
  const broken = [draftFor(first), { ...draftFor(third), actions: '{"add":' }]
  expect(await commitTogether(database, broken)).toMatchObject([
    { kind: 'held-back', because: third },
    { kind: 'invalid' },
  ])
  expect(await commitTogether(database, [draftFor(first), draftFor(first)])).toMatchObject([
    { kind: 'invalid', issues: [{ rule: 'draft.table-twice' }] },
    { kind: 'invalid' },
  ])
})

test('[C3] [C6] large drafts among them are read in a thread, and are kept or refused with the others', async () => {
  const [first = '', second = '', third = ''] = await threeTables()
  const many = Array.from({ length: 2_000 }, (_, index) => add(`many-${index}`, { tags: { padding: 'x'.repeat(200) } }))
  const large = (tableId: string, ...more: object[]) => draftOf(tableId, 1n, [commitInfo, ...many, add('a'), ...more])
  expect(large(first).actions.length).toBeGreaterThan(DRAFT_THREAD_CHARACTERS_MIN)
  const refused = [large(first), draftFor(second), large(third, remove('never'))]
  expect(await commitTogether(database, refused)).toMatchObject([
    { kind: 'held-back', because: third },
    { kind: 'held-back', because: third },
    { kind: 'invalid', issues: [{ rule: 'table.add-live' }, { rule: 'table.remove-not-live' }] },
  ])
  expect(await tracesOf(database, first, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
  const drafts = [large(first), draftFor(second), large(third, remove('b'))]
  expect(await commitTogether(database, drafts)).toMatchObject(drafts.map(() => ({ kind: 'committed', version: 1n })))
  // Each adds one file again that is live.
  expect(await tracesOf(database, first, 1n)).toEqual({ rows: 2_002, retired: 1, head: 1n })
  expect(await tracesOf(database, third, 1n)).toEqual({ rows: 2_003, retired: 2, head: 1n })
  for (const { tableId } of drafts) await expectSound(database, tableId)
  expect(await commitTogether(database, [large(first)], {}, AbortSignal.abort())).toMatchObject([{ kind: 'cancelled' }])
})

test('[C2] many commits to the same tables in any order never deadlock, and one of each version wins', async () => {
  const tables = await threeTables()
  const writers = [tables, tables.toReversed(), [tables[1], tables[2], tables[0]]].map(order =>
    commitTogether(
      database,
      order.map(tableId => draftFor(tableId ?? '')),
    ),
  )
  const kinds = (await Promise.all(writers)).map(outcomes => outcomes.map(({ kind }) => kind))
  expect(kinds.filter(of => of.every(kind => kind === 'committed'))).toHaveLength(1)
  expect(kinds.flat().filter(kind => kind !== 'committed')).toEqual(Array.from({ length: 6 }, () => 'version-conflict'))
})

test('[C4] a lost answer leaves every draft unknown, and each is found by its id', async () => {
  const drafts = (await threeTables()).map(draftFor)
  const way = await startProxy(database.config)
  way.fault = { kind: 'answer-lost' }
  expect(await commitTogether(way.database, drafts)).toMatchObject(
    drafts.map(({ commitId }) => ({ kind: 'unknown', commitId })),
  )
  await way.close()
  for (const draft of drafts) expect(await resolve(database, draft)).toMatchObject({ kind: 'committed', version: 1n })
})
