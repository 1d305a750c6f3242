import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { connectClient } from '../src/main/postgres/connect-client.ts'
import { type ConnectionConfig, type Database, openDatabase } from '../src/main/postgres/connection.ts'
import { Secret } from '../src/main/postgres/secret.ts'

const LEFT_OPEN_GRACE_MS = 2_000

/**
 * A real database for the tests of one file: migrated, empty, dropped afterwards. Use it inside tests and hooks alone.
 * The file fails when a connection to it stays open, and says which.
 */
export function useDatabase(): Database {
  let opened: Database | undefined
  const database = (): Database => {
    if (opened === undefined) throw new Error('the database exists inside tests and hooks alone')
    return opened
  }

  beforeAll(async () => {
    const config = { ...testConfig(), database: `test_${randomBytes(8).toString('hex')}` }
    await withAdmin(admin => admin.query(`create database ${config.database} template ${inject('postgres').template}`))
    opened = await openDatabase(config)
  })

  afterAll(async () => {
    if (opened === undefined) return
    const { config } = opened
    void opened.close()
    await withAdmin(async admin => {
      const leftOpen = await connectionsLeftOpen(admin, config.database)
      await admin.query(`drop database ${config.database} with (force)`)
      if (leftOpen.length > 0) throw new Error(`connections left open by this file:\n${leftOpen.join('\n')}`)
    })
  })

  return {
    get pool() {
      return database().pool
    },
    get pipelined() {
      return database().pipelined
    },
    get schema() {
      return database().schema
    },
    get config() {
      return database().config
    },
    get capabilities() {
      return database().capabilities
    },
    get commits() {
      return database().commits
    },
    close: () => database().close(),
  }
}

/** The superuser of the run's server, in the database that belongs to nobody's tests. */
export function testConfig(): ConnectionConfig {
  const { host, port, user, password } = inject('postgres')
  return { host, port, user, password: new Secret(password), database: 'postgres', schema: 'public' }
}

/** A connection beside those of the tests, to look at them from outside. */
export async function withAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = await connectClient(testConfig(), { applicationName: 'deltadesk test admin' })
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** Connections to a database that are still there after a moment, as lines for people. */
export async function connectionsLeftOpen(admin: pg.Client, database: string): Promise<string[]> {
  for (const deadline = Date.now() + LEFT_OPEN_GRACE_MS; ; await sleep(50)) {
    const { rows } = await admin.query<{ applicationName: string; state: string; query: string }>({
      text: `select application_name as "applicationName", coalesce(state, '') as state, query
               from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      values: [database],
    })
    if (rows.length === 0 || Date.now() > deadline) {
      return rows.map(({ applicationName, state, query }) => `  ${applicationName} (${state}): ${query}`)
    }
  }
}
