import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { STRATEGY_NAMES } from '../../shared/contract/strategy.ts'
import { commit } from '../log/commit.ts'
import { resolve } from '../log/resolve.ts'
import { type Database, openDatabase } from './connection.ts'
import { migrate } from './migrate.ts'
import { isRolePrefix, rolesScript } from './roles-script.ts'
import { Secret } from './secret.ts'
import { readHistoryPage } from './versions.ts'

const database = useDatabase()
const prefix = `test_${randomBytes(4).toString('hex')}`
const ROLES = ['owner', 'reader', 'writer', 'mirror'] as const
type Role = (typeof ROLES)[number]
const opened = new Map<Role, Database>()

const as = (role: Role): Database => {
  const found = opened.get(role)
  if (found === undefined) throw new Error(`${role} is not connected`)
  return found
}

beforeAll(async () => {
  const script = rolesScript({ schema: database.schema, database: database.config.database, prefix })
  for (let times = 0; times < 2; times++) await database.pool.query(script)
  for (const role of ROLES) {
    const user = `${prefix}_${role}_user`
    await database.pool.query(`create role ${user} login password 'p'`)
    await database.pool.query(`grant ${prefix}_${role} to ${user}`)
    const config = { ...database.config, user, password: new Secret('p') }
    await migrate(config)
    opened.set(role, await openDatabase(config))
  }
})
afterAll(async () => {
  for (const role of opened.values()) await role.close()
  for (const role of ROLES) {
    for (const name of [`${prefix}_${role}_user`, `${prefix}_${role}`]) {
      await database.pool.query(`drop owned by ${name} cascade`)
      await database.pool.query(`drop role ${name}`)
    }
  }
})

async function tableWithFile(): Promise<string> {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, [...creation(), add('a')]))
  return tableId
}

const FORBIDDEN_TO_ALL_BUT_THE_OWNER = [
  `update dl_table_versions set operation = 'lie'`,
  'delete from dl_table_versions',
  'truncate dl_add_files cascade',
  `update dl_add_files set path = 'lie'`,
  'delete from dl_add_files',
  `update dl_tables set location = 'lie'`,
  `update dl_tables set name = 'lie'`,
  'delete from dl_tables',
  'alter table dl_table_versions disable trigger all',
  'drop table dl_txn_actions',
  'create table mine (id int)',
  'set session_replication_role = replica',
  `copy dl_tables to program 'cat'`,
  `select pg_read_file('postgresql.conf')`,
  'update dl_migrations set name = name',
]

describe('the writer', () => {
  test('commits by every strategy, makes tables, and finds out what became of a commit', async () => {
    const writer = as('writer')
    const tableId = await newTable(writer)
    await commit(writer, draftOf(tableId, 0n, [...creation(), add('a')]))
    for (const [index, strategy] of STRATEGY_NAMES.entries()) {
      const draft = draftOf(tableId, BigInt(index + 1), [
        commitInfo,
        add(`${index}`),
        remove(index === 0 ? 'a' : `${index - 1}`),
      ])
      expect(await commit(writer, draft, { strategy })).toMatchObject({ kind: 'committed' })
      expect(await resolve(writer, draft)).toMatchObject({ kind: 'committed' })
    }
    const many = draftOf(tableId, 6n, [commitInfo, ...Array.from({ length: 400 }, (_, index) => add(`many-${index}`))])
    expect(await commit(writer, many)).toMatchObject({ kind: 'committed' })
  })
})

describe('the reader', () => {
  test('reads and writes nothing', async () => {
    const tableId = await tableWithFile()
    expect((await readHistoryPage(as('reader'), { tableId, limit: 10 })).versions).toHaveLength(1)
    expect(await commit(as('reader'), draftOf(tableId, 1n, [commitInfo, add('b')]))).toMatchObject({
      kind: 'database-error',
      step: 'lock',
      sqlState: '42501',
      retryable: false,
    })
    await expect(as('reader').pool.query('create temporary table t (id int)')).rejects.toMatchObject({ code: '42501' })
  })
})

describe('the mirror', () => {
  test('keeps its own account and writes nothing else', async () => {
    const tableId = await tableWithFile()
    const mirror = as('mirror').pool
    await mirror.query('insert into dl_mirror_status (table_id, version) values ($1, 0)', [tableId])
    await mirror.query(`update dl_mirror_status set state = 'published' where table_id = $1`, [tableId])
    for (const statement of [
      `insert into dl_txn_actions (table_id, version, ordinal, app_id, txn_version) values ('${tableId}', 1, 0, 'x', 1)`,
      `update dl_tables set current_version = 5`,
      `select from dl_tables for no key update`,
    ]) {
      await expect(mirror.query(statement)).rejects.toMatchObject({ code: '42501' })
    }
  })
})

describe('[C7] rights that only the owner has', () => {
  for (const role of ['reader', 'writer', 'mirror'] as const) {
    test(`${role} cannot rewrite history, change what a table is, or get around the guards`, async () => {
      for (const statement of FORBIDDEN_TO_ALL_BUT_THE_OWNER) {
        await expect(as(role).pool.query(statement), statement).rejects.toMatchObject({ code: '42501' })
      }
    })
  }

  test('the owner can change the schema, and is held by the guards like everybody', async () => {
    const owner = as('owner').pool
    await owner.query('alter table dl_tables add column note text')
    await owner.query('alter table dl_tables drop column note')
    await expect(owner.query('delete from dl_table_versions')).rejects.toMatchObject({ code: 'DLC07' })
  })
})

test('names that are no names are refused', () => {
  for (const name of ['', 'A', 'a-b', 'x"; drop', 'pg_x', 'x'.repeat(51)]) expect(isRolePrefix(name)).toBe(false)
  expect(() => rolesScript({ schema: 'public', database: 'd', prefix: 'x y' })).toThrow()
})
