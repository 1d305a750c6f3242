import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { Table } from '../copy/define-table.ts'
import { actionTable } from './action-tables.ts'
import type { Database } from './connection.ts'
import { isClean } from './transaction.ts'

const SCHEMA_PREFIX = 'deltadesk_bench_'
/** Any number that nobody else takes a lock by. */
const LOCK = 0x64_64_62_63
const LOCK_ATTEMPTS_MAX = 20
const LOCK_PAUSE_MS = 100

/**
 * Gives `use` a scratch table with the columns, checks and indexes of the table of added files, but none of its
 * triggers, in a schema of its own that is dropped afterwards, and a connection to fill it by. `busy` where another
 * session of the database has one; what one that died has left is dropped first.
 */
export async function withScratchTable<T>(
  database: Database,
  use: (client: pg.PoolClient, table: Table) => Promise<T>,
): Promise<T | 'busy'> {
  const client = await database.pool.connect()
  let scratch: ScratchTable | undefined
  try {
    scratch = await makeScratchTable(client)
    return scratch ? await use(client, scratch.table) : 'busy'
  } finally {
    const isUsable = await isClean(client)
    if (scratch && isUsable) {
      await client.query(`drop schema if exists ${scratch.schema} cascade`)
      await client.query('select pg_advisory_unlock($1)', [LOCK])
    }
    client.release(!isUsable)
    if (scratch && !isUsable) await database.pool.query(`drop schema if exists ${scratch.schema} cascade`)
  }
}

interface ScratchTable {
  readonly table: Table
  readonly schema: string
}

async function makeScratchTable(client: pg.ClientBase): Promise<ScratchTable | undefined> {
  if (!(await lockScratch(client))) return undefined
  for (const schema of await leftSchemas(client)) await client.query(`drop schema if exists ${schema} cascade`)
  const schema = `${SCHEMA_PREFIX}${randomBytes(6).toString('hex')}`
  await client.query(`create schema ${schema}`)
  await client.query(`create table ${schema}.dl_add_files (like dl_add_files including all)`)
  return { table: { ...actionTable('dl_add_files'), schema }, schema }
}

/** One that is being dropped just now is waited for. */
async function lockScratch(client: pg.ClientBase): Promise<boolean> {
  for (let attempt = 1; attempt <= LOCK_ATTEMPTS_MAX; attempt++) {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK])
    if (rows[0]?.locked === true) return true
    await pause(LOCK_PAUSE_MS)
  }
  return false
}

async function leftSchemas(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select nspname as name from pg_namespace where nspname ~ $1', [
    `^${SCHEMA_PREFIX}[0-9a-f]{12}$`,
  ])
  return rows.map(({ name }) => name)
}
