import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, inject, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { connectClient } from './connect-client.ts'
import type { ConnectionConfig } from './connection.ts'
import { type Migration, migrate, readMigrations } from './migrate.ts'
import { printSchema } from './print-schema.ts'

const database = useDatabase()
let config: ConnectionConfig

beforeEach(() => {
  config = { ...database.config, schema: `lake_${randomBytes(4).toString('hex')}` }
})

describe('migrate', () => {
  test('makes the schema and the tables that schema.sql shows, and does nothing the second time', async () => {
    await migrate(config)
    const before = await appliedTimes()
    await migrate(config)
    expect(await appliedTimes()).toEqual(before)
    expect(await run(client => printSchema(client, config.schema))).toBe(
      await readFile(new URL('./schema.sql', import.meta.url), 'utf8'),
    )
  })

  test('twenty processes at once leave one schema', async () => {
    const script = `
      import { migrate } from ${JSON.stringify(fileURLToPath(new URL('./migrate.ts', import.meta.url)))}
      import { Secret } from ${JSON.stringify(fileURLToPath(new URL('./secret.ts', import.meta.url)))}
      const config = JSON.parse(process.env.MIGRATE_CONFIG)
      await migrate({ ...config, password: new Secret(config.password) })`
    const MIGRATE_CONFIG = JSON.stringify({ ...config, password: inject('postgres').password })
    const exits = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
          env: { ...process.env, MIGRATE_CONFIG },
          stdio: 'inherit',
        })
        const [code] = await once(child, 'exit')
        return code
      }),
    )
    expect(exits).toEqual(Array(20).fill(0))
    expect(await appliedTimes()).toHaveLength((await readMigrations()).length)
  })

  test('a changed migration is refused by its number and name', async () => {
    const [first, ...rest] = await readMigrations()
    await migrate(config)
    await expect(migrate(config, [changed(first), ...rest])).rejects.toThrow(
      /Migration 1 "tables" of the schema is not the one of this program/,
    )
  })

  test('a schema of a newer program is refused', async () => {
    const known = await readMigrations()
    const newer = { number: known.length + 1, name: 'future', sql: 'create table dl_future ()', sha256: 'f' }
    await migrate(config, [...known, newer])
    await expect(migrate(config)).rejects.toThrow(/newer version of this program: it has migration \d+ "future"/)
  })

  test('a migration that fails leaves nothing of itself and everything before it', async () => {
    const known = await readMigrations()
    const broken = { number: known.length + 1, name: 'broken', sql: 'create table dl_half (); select 1/0', sha256: 'b' }
    await expect(migrate(config, [...known, broken])).rejects.toMatchObject({ code: '22012' })
    expect(await appliedTimes()).toHaveLength(known.length)
    const left = await run(client => client.query(`select to_regclass('dl_half') as half`))
    expect(left.rows).toEqual([{ half: null }])
    await migrate(config)
  })

  test('a user who may not create anything can use a schema that is up to date', async () => {
    await migrate(config)
    const user = `reader_${randomBytes(4).toString('hex')}`
    await run(client =>
      client.query(`create role ${user} login password 'reader';
        grant usage on schema ${config.schema} to ${user}; grant select on all tables in schema ${config.schema} to ${user}`),
    )
    const { Secret } = await import('./secret.ts')
    await migrate({ ...config, user, password: new Secret('reader') })
    await run(client => client.query(`drop owned by ${user}; drop role ${user}`))
  })
})

function changed(migration: Migration | undefined): Migration {
  if (migration === undefined) throw new Error('there is no migration')
  return { ...migration, sql: `${migration.sql} -- changed`, sha256: '0'.repeat(64) }
}

async function appliedTimes(): Promise<unknown[]> {
  const { rows } = await run(client =>
    client.query('select number, name, applied_at from dl_migrations order by number'),
  )
  return rows
}

async function run<T>(work: (client: Awaited<ReturnType<typeof connectClient>>) => Promise<T>): Promise<T> {
  const client = await connectClient(config)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
