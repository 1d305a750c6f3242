import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { add, creation, draftOf, newTable } from '../../test/drafts.ts'
import { tracesOf } from '../../test/rows.ts'
import type { Draft } from '../shared/contract/schemas.ts'
import { ActivityLog } from './activity/activity-log.ts'
import { appendCommit, dryRunDraft } from './append-commit.ts'
import { CopyRuns } from './copy-runs/copy-runs.ts'
import { openJournal, type StoredJournal } from './log/journal/commit-journal.ts'

const database = useDatabase()

describe('a commit through the app', () => {
  let copyRuns: CopyRuns
  let activity: ActivityLog
  let journal: StoredJournal
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deltadesk-append-'))
    journal = openJournal(folder, 'here')
    activity = new ActivityLog({ folder: join(folder, 'activity'), place: 'here', actor: 'app', onProblem: () => {} })
    copyRuns = await CopyRuns.open({ database, folder: undefined, onProblem: () => {} })
  })
  afterAll(async () => {
    await copyRuns.close()
    await rm(folder, { recursive: true })
  })

  const append = (draft: Draft, signal = new AbortController().signal) =>
    appendCommit({ database, copyRuns, journal, activity }, draft, signal)

  function manyFiles(count: number): object[] {
    return Array.from({ length: count }, (_, index) => add(`part-${index}.parquet`))
  }

  test('is a run of its table where it copies, with what became of it; a small one is none', async () => {
    const tableId = await newTable(database)
    expect(await append(draftOf(tableId, 0n, creation()))).toMatchObject({ kind: 'committed' })
    expect(copyRuns.list()).toEqual([])
    expect(await append(draftOf(tableId, 1n, manyFiles(2_000)))).toMatchObject({ kind: 'committed' })
    const { rows } = await database.pool.query('select name from dl_tables where table_id = $1', [tableId])
    const [run] = copyRuns.list()
    expect(run).toMatchObject({
      subject: { kind: 'commit', table: rows[0].name, version: 1n },
      state: 'finished',
      rows: 2_000,
    })
    expect(copyRuns.get(run?.runId ?? '')?.streams).toMatchObject([{ table: 'dl_add_files', rows: 2_000 }])
    expect(run?.stages.commitMs).toBeGreaterThan(0)
    expect(await append(draftOf(tableId, 1n, manyFiles(2_000)))).toMatchObject({ kind: 'version-conflict' })
    expect(copyRuns.list()).toHaveLength(1)
    const done = await activity.list({ limit: 10, search: rows[0].name })
    expect(done.activities.map(({ outcome }) => outcome)).toEqual(['version-conflict', 'committed', 'committed'])
  })

  test('is a run of its own as a dry run, which ends well and leaves nothing', async () => {
    const tableId = await newTable(database)
    await append(draftOf(tableId, 0n, creation()))
    const draft = draftOf(tableId, 1n, manyFiles(2_000))
    const report = await dryRunDraft({ database, copyRuns, activity }, draft, new AbortController().signal)
    expect(report).toMatchObject({ kind: 'would-commit', version: 1n })
    const [run] = copyRuns.list()
    expect(run).toMatchObject({ subject: { kind: 'dry-run', version: 1n }, state: 'rehearsed', rows: 2_000 })
    expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
    expect(await append(draft)).toMatchObject({ kind: 'committed', found: false })
  })

  test('that the database refuses while it copies is a failed run with the row to blame', async () => {
    const tableId = await newTable(database)
    await append(draftOf(tableId, 0n, creation()))
    await append(draftOf(tableId, 1n, manyFiles(1)))
    await database.pool.query(
      'alter table dl_add_files add constraint no_part_7 check (path <> $$part-7.parquet$$) not valid',
    )
    expect(await append(draftOf(tableId, 2n, manyFiles(3_000)))).toMatchObject({ kind: 'database-error' })
    await database.pool.query('alter table dl_add_files drop constraint no_part_7')
    const [run] = copyRuns.list()
    expect(run).toMatchObject({ state: 'failed' })
    const { fault } = copyRuns.get(run?.runId ?? '') ?? {}
    expect(fault).toMatchObject({ row: 7, sqlState: '23514', constraint: 'no_part_7', table: 'dl_add_files' })
    expect(fault?.fields).toContainEqual({ column: 'path', text: 'part-7.parquet' })
  })
})
