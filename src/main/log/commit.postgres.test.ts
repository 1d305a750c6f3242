import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { readActionPage } from '../postgres/actions.ts'
import { readHistoryPage } from '../postgres/versions.ts'
import { commit } from './commit.ts'

const database = useDatabase()

test('[C1] a chain of commits gives versions without a gap and running totals', async () => {
  const tableId = await newTable(database)
  const outcomes = [
    await commit(database, draftOf(tableId, 0n, creation())),
    await commit(database, draftOf(tableId, 1n, [commitInfo, add('a.parquet'), add('b.parquet')])),
    await commit(
      database,
      draftOf(tableId, 2n, [commitInfo, remove('a.parquet'), add('c.parquet', { stats: undefined })]),
    ),
    await commit(database, draftOf(tableId, 3n, [commitInfo, remove('c.parquet')])),
  ]
  expect(outcomes).toMatchObject([
    { kind: 'committed', version: 0n, found: false },
    { kind: 'committed', version: 1n },
    { kind: 'committed', version: 2n },
    { kind: 'committed', version: 3n },
  ])
  const { versions } = await readHistoryPage(database, { tableId, limit: 10 })
  expect(
    versions.map(({ version, totalFiles, totalBytes, totalRows }) => [version, totalFiles, totalBytes, totalRows]),
  ).toEqual([
    [3n, 1n, 1000n, 10n],
    [2n, 2n, 2000n, null],
    [1n, 2n, 2000n, 20n],
    [0n, 0n, 0n, 0n],
  ])
  const times = versions.map(({ committedAt }) => committedAt)
  expect(times).toEqual(times.toSorted((a, b) => b - a))
  expect(new Set(times).size).toBe(4)
  const page = await readActionPage(database, { tableId, version: 1n, after: -1, limit: 10 })
  expect(page.actions.map(({ line }) => JSON.parse(line))).toEqual([commitInfo, add('a.parquet'), add('b.parquet')])
})
