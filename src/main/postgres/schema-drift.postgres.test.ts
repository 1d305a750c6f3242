import { afterEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { MigrationRefused, migrate } from './migrate.ts'
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

  test('may have columns that this program does not know, as long as it need not fill them', async () => {
    await database.pool.query(
      "alter table dl_tables add column note text, add column color text not null default 'red'",
    )
    undo.push('alter table dl_tables drop column note, drop column color')
    await migrate(database.config)
  })
})
