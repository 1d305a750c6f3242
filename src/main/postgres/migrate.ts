import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'
import { connectClient } from './connect-client.ts'
import type { ConnectionConfig } from './connection-config.ts'
import { findSchemaDrift } from './schema-drift.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly sha256: string
}

/** The schema holds migrations that are not the ones of this program; nothing was changed. */
export class MigrationRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MigrationRefused'
  }
}

const FOLDER = new URL('./migrations/', import.meta.url)
const FILE_NAME = /^(\d{4})_([a-z0-9_]+)\.sql$/
/** A fixed half of the advisory lock's key; the schema's name gives the other. */
const LOCK_CLASS = 0x64_6c_6d_67

/**
 * Brings the schema of `config` to the newest migration; creates the schema if it is absent. Any number of processes may
 * do so at once: one works, the others wait and find nothing to do. Needs no right to create anything where nothing is to
 * be done. Throws MigrationRefused for a schema that a newer or a different program has migrated, or whose tables are not
 * as the migrations have made them, and for one that is to be migrated over a read-only connection.
 */
export async function migrate(config: ConnectionConfig, migrations?: readonly Migration[]): Promise<void> {
  const wanted = migrations ?? (await readMigrations())
  const client = await connectClient(config, { lockTimeoutMs: 0, statementTimeoutMs: 0 })
  try {
    const pending = pendingMigrations(await readApplied(client, config.schema), wanted)
    if (pending.length > 0 && config.isReadOnly) throw new MigrationRefused(missingSentence(config, pending))
    if (pending.length > 0) await applyUnderLock(client, config.schema, wanted)
    if (migrations === undefined) await refuseDrift(client)
  } finally {
    await client.end()
  }
}

/**
 * The names of the migrations that the schema of `config` lacks; none where it is as this program needs it. Only reads.
 * Throws MigrationRefused for a schema of another program, and for tables that are not as the migrations have made them.
 */
export async function findMissing(config: ConnectionConfig): Promise<readonly string[]> {
  const client = await connectClient({ ...config, isReadOnly: true })
  try {
    const pending = await findPending(client, config.schema)
    if (pending.length === 0) await refuseDrift(client)
    return pending.map(({ number, name }) => `${number} "${name}"`)
  } finally {
    await client.end()
  }
}

/** The statements that `migrate` would run in an empty schema, for people to read, to hand on or to run themselves. */
export async function printMigrations(schema: string): Promise<string> {
  const migrations = await readMigrations()
  const head = `create schema if not exists ${schema};\nset search_path to ${schema}, pg_temp;\n${LEDGER};\n`
  const parts = migrations.map(({ number, name, sql, sha256 }) => {
    const row = `insert into dl_migrations (number, name, sha256) values (${number}, '${name}', '${sha256}');`
    return `\n-- ${number} ${name}\nbegin;\n${sql.trimEnd()}\n${row}\ncommit;\n`
  })
  return head + parts.join('')
}

const LEDGER = `create table if not exists dl_migrations (
  number integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())`

function missingSentence({ schema }: ConnectionConfig, pending: readonly Migration[]): string {
  const names = pending.map(({ number, name }) => `${number} "${name}"`).join(', ')
  return `The schema ${schema} lacks the migrations ${names}, and a read-only connection makes nothing. Connect once without read-only, as a user who may create tables.`
}

/** The migrations that the schema lacks; only reads. Throws MigrationRefused for those of another program. */
export async function findPending(client: pg.Client, schema: string): Promise<readonly Migration[]> {
  return pendingMigrations(await readApplied(client, schema), await readMigrations())
}

async function refuseDrift(client: pg.Client): Promise<void> {
  const drift = await findSchemaDrift(client)
  if (drift.length === 0) return
  throw new MigrationRefused(`The schema's tables are not as this program needs them. ${drift.join(' ')}`)
}

/** The migrations of this program in order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(FOLDER)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (fileName, index) => {
      const [, number, name] = FILE_NAME.exec(fileName) ?? []
      if (name === undefined || Number(number) !== index + 1) {
        throw new Error(`migrations/${fileName} is not the migration number ${index + 1} by its name`)
      }
      // A checkout may have rewritten line ends; the digest must not depend on that.
      const sql = (await readFile(new URL(fileName, FOLDER), 'utf8')).replaceAll('\r\n', '\n')
      return { number: index + 1, name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

interface AppliedMigration {
  readonly number: number
  readonly name: string
  readonly sha256: string
}

function pendingMigrations(applied: readonly AppliedMigration[], wanted: readonly Migration[]): readonly Migration[] {
  for (const { number, name, sha256 } of applied) {
    const known = wanted.find(migration => migration.number === number)
    if (known === undefined) {
      throw new MigrationRefused(
        `The schema was migrated by a newer version of this program: it has migration ${number} "${name}", and ${wanted.length} is the newest known here.`,
      )
    }
    if (known.sha256 !== sha256) {
      throw new MigrationRefused(
        `Migration ${number} "${name}" of the schema is not the one of this program: its text has the digest ${sha256.slice(0, 12)}, and ${known.sha256.slice(0, 12)} was expected.`,
      )
    }
  }
  const done = new Set(applied.map(({ number }) => number))
  return wanted.filter(({ number }) => !done.has(number))
}

async function readApplied(client: pg.Client, schema: string): Promise<readonly AppliedMigration[]> {
  const { rows: found } = await client.query<{ exists: boolean }>({
    text: `select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = $1 and c.relname = 'dl_migrations')`,
    values: [schema],
  })
  if (found[0]?.exists !== true) return []
  const { rows } = await client.query<AppliedMigration>(
    'select number, name, sha256 from dl_migrations order by number',
  )
  return rows
}

async function applyUnderLock(client: pg.Client, schema: string, wanted: readonly Migration[]): Promise<void> {
  await client.query('select pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, schema])
  await createSchema(client, schema)
  await client.query(LEDGER)
  for (const migration of pendingMigrations(await readApplied(client, schema), wanted)) await apply(client, migration)
}

async function createSchema(client: pg.Client, schema: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_catalog.pg_namespace where nspname = $1', [schema])
  if (rowCount === 0) await client.query(`create schema ${client.escapeIdentifier(schema)}`)
}

async function apply(client: pg.Client, { number, name, sql, sha256 }: Migration): Promise<void> {
  await client.query('begin')
  await client.query(sql)
  await client.query('insert into dl_migrations (number, name, sha256) values ($1, $2, $3)', [number, name, sha256])
  await client.query('commit')
}
