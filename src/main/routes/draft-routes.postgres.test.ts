import { randomUUID } from 'node:crypto'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, creation, draftOf, newTable } from '../../../test/drafts.ts'
import { openApp } from '../../../test/open-app.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { type KeptDraft, READS_NOTHING } from '../../shared/contract/kept-draft.ts'
import { createRouter } from '../api.ts'
import type { App } from '../app.ts'
import { commit } from '../log/commit.ts'
import { markSample, removeSamples } from '../postgres/samples.ts'
import { withConnection } from '../postgres/transaction.ts'

const given = useDatabase()
const folder = temporaryFolder()
let app: App
beforeAll(async () => {
  const { user, password, host, port, database } = given.config
  const databaseUrl = `postgresql://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${database}`
  app = await openApp({ host: 'loopback', folder: folder(), databaseUrl })
})
afterAll(() => app.close())

const client = () => createRouterClient(createRouter(app), { context: {} })

function keptFor(tableId: string, tableName: string): KeptDraft {
  return {
    ...{ draftId: randomUUID(), revision: 0, title: 'backfill', commitId: randomUUID(), tableId, tableName },
    ...{ readVersion: 0n, expectedVersion: 1n, text: `${JSON.stringify(add('a'))}\n`, notes: [], operation: 'WRITE' },
    ...{ committer: '', phase: 'open', wasSent: false, reads: READS_NOTHING, isolationLevel: null },
    ...{ madeAtMs: 1, editedAtMs: 2 },
  }
}

async function tableWithCommit(): Promise<string> {
  const tableId = await newTable(given)
  expect(await commit(given, draftOf(tableId, 0n, creation()))).toMatchObject({ kind: 'committed' })
  return tableId
}

test('a draft of a dropped table is kept, listed as such, and lives on for another table', async () => {
  const { drafts, tables, commits } = client()
  const [tableId, other] = [await tableWithCommit(), await tableWithCommit()]
  const draft = keptFor(tableId, 'as it was called')
  await drafts.keep(draft)
  const listed = async () => (await drafts.list({})).drafts.find(({ draftId }) => draftId === draft.draftId)
  const name = (await tables.find({ tableId }))?.name
  expect(await listed()).toMatchObject({ table: 'here', tableName: name })

  await given.pool.query('update dl_tables set name = $2 where table_id = $1', [tableId, `${name}-renamed`])
  expect(await listed()).toMatchObject({ table: 'here', tableName: `${name}-renamed` })

  await withConnection(given, client => markSample(client, tableId, 0n))
  expect(await removeSamples(given)).toMatchObject([{ tableId }])
  expect(await listed()).toMatchObject({ table: 'gone', tableName: 'as it was called' })
  expect(await tables.find({ tableId })).toBeNull()
  expect(await drafts.read({ draftId: draft.draftId })).toMatchObject({ text: draft.text, revision: 1 })

  await drafts.keep({ ...draft, revision: 1, tableId: other, tableName: 'other', commitId: randomUUID() })
  expect(await listed()).toMatchObject({ table: 'here', tableId: other })
  const moved = draftOf(other, 1n, [add('a')])
  expect(await commits.check(moved)).toMatchObject({ head: 0n, issues: [] })
  expect(await commits.forecast(moved)).toMatchObject({ kind: 'forecast', winners: [] })
})
