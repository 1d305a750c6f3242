import { afterEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { findMissing, MigrationRefused, migrate } from './migrate.ts'
import { findSchemaDrift } from './schema-drift.ts'
import { withConnection } from './transaction.ts'

const database = useDatabase()
const undo: string[] = []

afterEach(async () => {
  for (const statement of undo.splice(0)) await database.pool.query(statement)
})

describe("the log's own tables", () => {
  test('are as the migrations have made them', async () => {
    expect(await withConnection(database, findSchemaDrift)).toEqual([])
    await migrate(database.config)
  })

  test.each([
    [
      'a column that was narrowed',
      'alter table dl_remove_files alter size type integer',
      'alter table dl_remove_files alter size type bigint',
      'Column size of dl_remove_files: expected bigint, the database has integer.',
    ],
    [
      'stats as jsonb, which would not come back byte for byte (C6)',
      'alter table dl_remove_files alter stats type jsonb using stats::jsonb',
      'alter table dl_remove_files alter stats type text',
      'Column stats of dl_remove_files: expected text, the database has jsonb.',
    ],
    [
      'a column that is gone',
      'alter table dl_txn_actions rename last_updated to updated',
      'alter table dl_txn_actions rename updated to last_updated',
      'Column last_updated of dl_txn_actions: expected bigint, the database has no such column.',
    ],
    [
      'a ledger that allows null',
      'alter table dl_table_versions alter operation drop not null',
      'alter table dl_table_versions alter operation set not null',
      'Column operation of dl_table_versions: expected text not null, the database has text.',
    ],
  ])('refuse to be opened with %s', async (_name, change, back, sentence) => {
    await database.pool.query(change)
    undo.push(back)
    const refusal = await migrate(database.config).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(MigrationRefused)
    expect(refusal).toMatchObject({ message: expect.stringContaining(sentence) })
  })

  test('are all looked at, on saved connections as well', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select tablename as name from pg_tables
         where schemaname = current_schema and tablename like 'dl\\_%' and tablename <> 'dl_migrations' order by 1`,
    )
    expect(rows.length).toBeGreaterThan(10)
    for (const { name } of rows) {
      await database.pool.query(`alter table ${name} rename to away`)
      undo.push(`alter table if exists away rename to ${name}`)
      await expect(findMissing(database.config), name).rejects.toThrow(name)
      await database.pool.query(`alter table away rename to ${name}`)
    }
    expect(await findMissing(database.config)).toEqual([])
  })

  test('may have columns that this program does not know, as long as it need not fill them', async () => {
    await database.pool.query(
      "alter table dl_tables add column note text, add column color text not null default 'red'",
    )
    undo.push('alter table dl_tables drop column note, drop column color')
    await migrate(database.config)
  })
})
