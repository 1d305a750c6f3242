import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, draftOf, remove } from '../../../../test/drafts.ts'
import { expectSound, replacement, tableWithFiles } from '../../../../test/fault-table.ts'
import { installedPrograms, installedServer } from '../../../../test/installed-server.ts'
import type { CommitOutcome } from '../../../shared/contract/outcome.ts'
import { STRATEGY_NAMES } from '../../../shared/contract/strategy.ts'
import { type Database, openDatabase } from '../../postgres/connection.ts'
import { migrate } from '../../postgres/migrate.ts'
import { commit } from '../commit.ts'

const english = useDatabase()
const LOCALE = 'de_DE.UTF-8'

/** What a page and a program act on: all but words of the server, ids, and times. */
function meaningOf(outcome: CommitOutcome): unknown {
  const { kind } = outcome
  if (kind === 'database-error') {
    const { step, sqlState, constraint, retryable, explanation } = outcome
    return { kind, step, sqlState, constraint, retryable, protects: explanation?.protects }
  }
  if (kind === 'timeout') return { kind, step: outcome.step, limit: outcome.limit, holders: outcome.heldBy.length }
  if (kind === 'version-conflict') return { kind, expected: outcome.expected, actual: outcome.actual }
  if (kind === 'invalid') return { kind, rules: outcome.issues.map(({ rule }) => rule) }
  return { kind }
}

/** One of each way in which a commit can end by the server's word. */
async function endings(database: Database): Promise<unknown[]> {
  const tableId = await tableWithFiles(database)
  const { pool } = database
  const found: unknown[] = []
  const note = async (working: Promise<CommitOutcome>) => found.push(meaningOf(await working))
  const lines = (path: string) => [commitInfo, add(path)]

  const holder = await pool.connect()
  await holder.query('begin')
  await holder.query('select from dl_tables where table_id = $1 for update', [tableId])
  await note(commit(database, draftOf(tableId, 1n, lines('x')), { limits: { lockMs: 50 } }))
  await note(commit(database, draftOf(tableId, 1n, lines('x')), { limits: { statementMs: 50 } }))
  await holder.query('rollback')
  holder.release()

  await pool.query('alter table dl_add_files add constraint no_666 check (size <> 666) not valid')
  await note(commit(database, draftOf(tableId, 1n, [commitInfo, add('x', { size: 666 })])))
  await pool.query('alter table dl_add_files drop constraint no_666')

  for (const strategy of STRATEGY_NAMES) {
    const meanwhile = (step: string) => (step === 'lock' ? commit(database, draft).then(() => {}) : undefined)
    const { rows } = await pool.query<{ head: bigint }>(
      'select current_version as head from dl_tables where table_id = $1',
      [tableId],
    )
    const version = (rows[0]?.head ?? 0n) + 1n
    const draft = draftOf(tableId, version, lines(`winner-${strategy}`))
    await note(commit(database, draftOf(tableId, version, lines(`loser-${strategy}`)), { strategy, onStep: meanwhile }))
    await note(commit(database, draft))
  }
  const { rows } = await pool.query<{ head: bigint }>(
    'select current_version as head from dl_tables where table_id = $1',
    [tableId],
  )
  const next = (rows[0]?.head ?? 0n) + 1n
  await note(commit(database, draftOf(tableId, next, [commitInfo, remove('never-there')])))
  await pool.query(
    `insert into dl_txn_actions (table_id, version, ordinal, app_id, txn_version) values ($1, $2, 77, 'stray', 1)`,
    [tableId, next],
  )
  await note(commit(database, replacement(tableId, next)))
  await expectSoundWithout(database, tableId)
  return found
}

/** The row that was left behind on purpose is no version. */
async function expectSoundWithout(database: Database, tableId: string): Promise<void> {
  const client = await database.pool.connect()
  await client.query('begin')
  await client.query('set local session_replication_role = replica')
  await client.query('delete from dl_txn_actions where table_id = $1', [tableId])
  await client.query('commit')
  client.release()
  await expectSound(database, tableId)
}

test('no message is matched: where the server speaks German every outcome means the same', async context => {
  const [programs] = installedPrograms()
  if (programs === undefined) context.skip('no PostgreSQL that speaks other languages is installed')
  const folder = await mkdtemp('/tmp/deltadesk-locale-')
  await chmod(folder, 0o755)
  const made = spawnSync('localedef', ['-i', 'de_DE', '-f', 'UTF-8', join(folder, LOCALE)])
  if (made.error || !(made.status === 0 || made.status === 1)) context.skip('no German locale can be made here')
  const before = process.env.LOCPATH
  process.env.LOCPATH = folder
  try {
    const server = await installedServer(programs ?? '', { lc_messages: LOCALE }).finally(() => {
      if (before === undefined) delete process.env.LOCPATH
      else process.env.LOCPATH = before
    })
    try {
      await migrate(server.config)
      const german = await openDatabase(server.config)
      try {
        const error = await german.pool.query('select 1/0').catch((caught: unknown) => caught)
        if (!String(error).includes('Division durch Null')) context.skip('its German messages are not installed')
        expect(await endings(german)).toEqual(await endings(english))
      } finally {
        await german.close()
      }
    } finally {
      await server.remove()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})
