import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { SIMULATION_SCHEMA_PREFIX } from '../../shared/limits.ts'
import { ACTION_TABLES } from './action-tables.ts'
import { connectClient } from './connect-client.ts'
import type { ConnectionConfig, Database } from './connection.ts'
import { migrate } from './migrate.ts'
import { sqlStateOf } from './sqlstate.ts'

/** A schema that one simulation runs in, and nobody else. */
export interface SimulationSchema {
  readonly config: ConnectionConfig
  /** Drops the schema with everything in it; ends what still works in it. */
  drop(): Promise<void>
}

/** The user may not create a schema; `grant` is what an administrator would have to run. */
export class SchemaNotAllowed extends Error {
  readonly grant: string

  constructor(user: string, database: string, grant: string) {
    super(`The user ${user} may not create a schema in the database ${database}.`)
    this.name = 'SchemaNotAllowed'
    this.grant = grant
  }
}

const INSUFFICIENT_PRIVILEGE = '42501'
const NAME = new RegExp(`^${SIMULATION_SCHEMA_PREFIX}[0-9a-f]{12}$`)
const GUARDED_TABLES = ['dl_tables', 'dl_table_versions', ...Object.keys(ACTION_TABLES)]

/** Makes a schema with the tables of a log. Throws SchemaNotAllowed where the user lacks the right. */
export async function makeSimulationSchema(
  { config }: Pick<Database, 'config'>,
  { guards }: { readonly guards: boolean },
): Promise<SimulationSchema> {
  const schema = `${SIMULATION_SCHEMA_PREFIX}${randomBytes(6).toString('hex')}`
  const own = { ...config, schema }
  const mark = await markInUse(own)
  const drop = async () => {
    await mark.end()
    await dropSchema(config, schema)
  }
  try {
    await migrate(own)
    if (!guards) await dropGuards(mark.client)
    return { config: own, drop }
  } catch (error) {
    await drop().catch(() => {})
    throw sqlStateOf(error) === INSUFFICIENT_PRIVILEGE ? notAllowed(config) : error
  }
}

/** What keeps the user from making a schema; undefined where nothing does. */
export async function findSchemaNotAllowed({ pool, config }: Database): Promise<SchemaNotAllowed | undefined> {
  const { rows } = await pool.query<{ allowed: boolean }>(
    `select has_database_privilege(current_database(), 'create') as allowed`,
  )
  return rows[0]?.allowed === false ? notAllowed(config) : undefined
}

function notAllowed({ user, database }: ConnectionConfig): SchemaNotAllowed {
  const grant = `grant create on database ${pg.escapeIdentifier(database)} to ${pg.escapeIdentifier(user)};`
  return new SchemaNotAllowed(user, database, grant)
}

const MARK_AGAIN_MS = 500

/**
 * Holds the lock that says that the schema of `config` is in use, for as long as this process lives: a session that is lost
 * is followed by another one.
 */
async function markInUse(config: ConnectionConfig): Promise<{ readonly client: pg.Client; end(): Promise<void> }> {
  let isOver = false
  const hold = async () => {
    const client = await connectClient(config, { applicationName: CONTROL_NAME, statementTimeoutMs: 30_000 })
    client.once('end', () => void holdAgain())
    await client.query(`select pg_advisory_lock(${IN_USE_KEY})`, [config.schema])
    return client
  }
  const holdAgain = async () => {
    while (!isOver) {
      await pause(MARK_AGAIN_MS, undefined, { ref: false })
      if (isOver) return
      const next = await hold().catch(() => undefined)
      if (next === undefined) continue
      client = next
      if (isOver) await client.end().catch(() => {})
      return
    }
  }
  let client = await hold()
  return {
    get client() {
      return client
    },
    async end() {
      isOver = true
      await client.end().catch(() => {})
    },
  }
}

const CONTROL_NAME = 'deltadesk simulation control'

/** Of the advisory lock that says that a schema is in use; its name is the first parameter. */
const IN_USE_KEY = `hashtextextended('deltadesk simulation ' || $1::text, 0)`

/** What is left are tables that believe everything they are told: to show what the guards are for. */
async function dropGuards(client: pg.Client): Promise<void> {
  const keys = GUARDED_TABLES.slice(1).map(table => `alter table ${table} drop constraint ${table}_pkey cascade;`)
  const triggers = GUARDED_TABLES.flatMap(table =>
    ['dl_check_head', 'dl_check_1_order', 'dl_check_2_content', 'dl_check_actions', 'dl_refuse_rewrite'].map(
      trigger => `drop trigger if exists ${trigger} on ${table};`,
    ),
  )
  await client.query(
    [
      ...keys,
      ...triggers,
      'alter table dl_table_versions drop constraint dl_table_versions_commit_id_key;',
      'drop index dl_add_files_live;',
      ...GUARDED_TABLES.slice(1).map(table => `create index on ${table} (table_id, version);`),
      'create index on dl_add_files (table_id, file_key) where removed_version is null;',
    ].join('\n'),
  )
}

async function dropSchema(config: ConnectionConfig, schema: string): Promise<void> {
  const client = await connectClient(config, { applicationName: CONTROL_NAME, lockTimeoutMs: 1_000 })
  try {
    await dropByForce(client, schema)
  } finally {
    await client.end()
  }
}

/** Sessions whose search_path is the schema are known by their locks on its tables. */
async function dropByForce(client: pg.Client, schema: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`drop schema if exists ${pg.escapeIdentifier(schema)} cascade`)
      return
    } catch (error) {
      if (attempt >= DROP_ATTEMPTS_MAX || sqlStateOf(error) !== '55P03') throw error
      await client.query(
        `select pg_terminate_backend(l.pid) from pg_locks l join pg_class c on c.oid = l.relation
           join pg_namespace n on n.oid = c.relnamespace
           where n.nspname = $1 and l.pid <> pg_backend_pid() and l.database = (
             select oid from pg_database where datname = current_database())`,
        [schema],
      )
    }
  }
}

const DROP_ATTEMPTS_MAX = 5

export interface Leftover {
  readonly schema: string
  readonly bytes: number | null
  readonly isInUse: boolean
}

/** Schemas that simulations have made and not dropped; those of runs under way are in use. */
export async function listSimulationSchemas({ pool }: Database): Promise<Leftover[]> {
  const { rows } = await pool.query<Leftover>(
    `select n.nspname as schema,
         (select sum(pg_total_relation_size(c.oid))::float8 from pg_class c where c.relnamespace = n.oid and c.relkind = 'r') as bytes,
         exists (
           select from pg_locks l, lateral (select ${IN_USE_KEY.replace('$1', 'n.nspname')} as key) k
             where l.locktype = 'advisory' and (l.classid::int8 << 32 | l.objid::int8) = k.key
         ) as "isInUse"
       from pg_namespace n where n.nspname ~ $1 order by 1`,
    [NAME.source],
  )
  return rows
}

/** False where there is no such schema of a simulation, or where a run is using it. */
export async function removeSimulationSchema(database: Database, schema: string): Promise<boolean> {
  const found = (await listSimulationSchemas(database)).find(leftover => leftover.schema === schema)
  if (found === undefined || found.isInUse) return false
  const client = await connectClient(database.config, { applicationName: CONTROL_NAME, lockTimeoutMs: 1_000 })
  try {
    await dropByForce(client, schema)
    return true
  } finally {
    await client.end()
  }
}

/** Connections that the server has left for this user; null where it does not say. */
export async function countFreeConnections({ pool }: Database): Promise<number | null> {
  const { rows } = await pool.query<{ free: number }>(
    `select current_setting('max_connections')::int4 - current_setting('superuser_reserved_connections')::int4
         - (select count(*)::int4 from pg_stat_activity where backend_type = 'client backend') as free`,
  )
  return rows[0]?.free ?? null
}
