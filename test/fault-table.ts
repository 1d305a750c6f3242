import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { commit } from '../src/main/log/commit.ts'
import { resolve } from '../src/main/log/resolve.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { readTableRecord } from '../src/main/postgres/table-record.ts'
import type { Draft } from '../src/shared/contract/schemas.ts'
import { judge } from '../src/shared/simulation/judge.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from './drafts.ts'

/** A table with the files a and b. */
export async function tableWithFiles(database: Database): Promise<string> {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation(), add('a'), add('b')]))
  return tableId
}

/** Replaces the file a by a new one. */
export function replacement(tableId: string, version = 1n): Draft {
  return draftOf(tableId, version, [commitInfo, remove('a'), add(`${randomUUID()}.parquet`)])
}

/** The draft is not there, nothing of it is, and the same draft can be committed now. */
export async function expectUntouched(database: Database, draft: Draft): Promise<void> {
  expect(await resolve(database, draft)).toEqual({ kind: 'not-committed' })
  await expectSound(database, draft.tableId)
  expect(await commit(database, draft)).toMatchObject({
    kind: 'committed',
    version: draft.expectedVersion,
    found: false,
  })
  await expectSound(database, draft.tableId)
}

/** The judge finds nothing wrong with the table. */
export async function expectSound(database: Database, tableId: string): Promise<void> {
  const record = await readTableRecord(database, tableId)
  expect(record && judge(record)).toEqual([])
}
