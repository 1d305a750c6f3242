import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type KeptDraft, READS_NOTHING } from '../../shared/contract/kept-draft.ts'
import { DraftFiles } from './draft-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-drafts-'))
})
afterEach(() => rm(folder, { recursive: true }))

function draft(changes: Partial<KeptDraft> = {}): KeptDraft {
  return {
    draftId: randomUUID(),
    revision: 0,
    title: 'backfill',
    commitId: randomUUID(),
    tableId: randomUUID(),
    tableName: 'orders',
    readVersion: 9_007_199_254_740_993n,
    expectedVersion: 9_007_199_254_740_994n,
    text: '{"txn":{"appId":"a","version":1}}\n\n{"txn":{"appId":"b","version":1}}\n',
    notes: [],
    operation: 'WRITE',
    committer: '',
    phase: 'open',
    wasSent: false,
    reads: READS_NOTHING,
    isolationLevel: null,
    madeAtMs: 1,
    editedAtMs: 2,
    ...changes,
  }
}

test('[C4] a draft that was kept is there for the next program, with its commit id and exact versions', async () => {
  const made = draft({ phase: 'sent', wasSent: true })
  expect(await new DraftFiles(folder, 'here').keep(made)).toEqual({ kind: 'kept', revision: 1 })
  expect(await new DraftFiles(folder, 'here').read(made.draftId)).toEqual({ ...made, revision: 1 })
})

test('of two pages that keep one draft, the second is shown what the first has kept', async () => {
  const drafts = new DraftFiles(folder, 'here')
  const made = draft()
  await drafts.keep(made)
  const [first, second] = await Promise.all([
    drafts.keep({ ...made, revision: 1, text: 'first' }),
    drafts.keep({ ...made, revision: 1, text: 'second' }),
  ])
  expect(first).toEqual({ kind: 'kept', revision: 2 })
  expect(second).toMatchObject({ kind: 'changed', draft: { text: 'first', revision: 2 } })
})

test('a discarded draft does not come back because an old page still keeps it', async () => {
  const drafts = new DraftFiles(folder, 'here')
  const made = draft()
  await drafts.keep(made)
  expect(await drafts.discard(made.draftId)).toMatchObject({ title: 'backfill' })
  expect(await drafts.keep({ ...made, revision: 1 })).toEqual({ kind: 'gone' })
  expect(await readdir(folder)).toEqual([])
})

test('lists the drafts of its own log, the last edited first, and leaves files alone that it cannot read', async () => {
  const drafts = new DraftFiles(folder, 'here')
  const [older, newer] = [draft({ editedAtMs: 5 }), draft({ editedAtMs: 9 })]
  for (const made of [older, newer]) await drafts.keep(made)
  await new DraftFiles(folder, 'elsewhere').keep(draft())
  const later = `${randomUUID()}.draft`
  await writeFile(join(folder, later), '{"format":2,"place":"here"}\n{}')
  await writeFile(join(folder, `${randomUUID()}.draft`), '{"format":1,"pla')
  const list = await drafts.list()
  expect(list.drafts.map(({ draftId }) => draftId)).toEqual([newer.draftId, older.draftId])
  expect(list.drafts[0]).toMatchObject({ actions: 2, tableName: 'orders' })
  expect(list.unreadable).toBe(2)
  expect((await drafts.list(older.tableId)).drafts).toHaveLength(1)
  expect(await readdir(folder)).toContain(later)
})
