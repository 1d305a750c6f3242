import { randomUUID } from 'node:crypto'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../test/database.ts'
import { creation, draftOf, newTable } from '../../test/drafts.ts'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { ACCESS, writesLog } from '../shared/contract/access.ts'
import { contract, programContract } from '../shared/contract/contract.ts'
import { createRouter } from './api.ts'
import type { App } from './app.ts'
import { connectClient } from './postgres/connect-client.ts'
import { MigrationRefused, migrate } from './postgres/migrate.ts'
import { openProgram, type Program } from './program.ts'
import { createProgramRouter } from './program-router.ts'

const given = useDatabase()
const folder = temporaryFolder()

function pathsOf(tree: object, path: readonly string[] = []): string[][] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) => {
    const here = [...path, name]
    const isProcedure = typeof value !== 'object' || value === null || '~orpc' in value
    return isProcedure ? [here] : pathsOf(value, here)
  })
}

describe('which calls write', () => {
  test('[W5] every procedure of the contract is declared, and nothing else is', () => {
    expect(pathsOf(ACCESS)).toEqual(expect.arrayContaining(pathsOf(contract)))
    expect(pathsOf(ACCESS)).toHaveLength(pathsOf(contract).length)
  })

  test('[W5] an unknown procedure counts as writing, also one that is named like a part of every object', () => {
    for (const path of [[], ['tables'], ['tables', 'drop'], ['constructor'], ['tables', 'list', 'length']]) {
      expect(writesLog(path, {}), path.join('.')).toBe(true)
    }
  })

  test('a task writes unless it is an export, stopping one writes nothing, and verifying writes where it repairs', () => {
    const start = (input: unknown) => writesLog(['tasks', 'start'], input)
    expect(['import', 'replay', 'sample', 'export'].map(kind => start({ kind }))).toEqual([true, true, true, false])
    expect([undefined, null, 'export', {}, { kind: { export: 1 } }].map(start)).toEqual(Array(5).fill(true))
    const command = (name: string) => writesLog(['tasks', 'command'], { command: name })
    expect(['pause', 'cancel', 'step', 'resume'].map(command)).toEqual([false, false, true, true])
    expect([true, undefined, 'false', false].map(repair => start({ kind: 'verify-mirror', repair }))).toEqual([
      ...[true, true, true, false],
    ])
  })
})

describe('a read-only connection', () => {
  let program: Program
  let app: App
  beforeAll(async () => {
    const { user, password, host, port, database } = given.config
    const databaseUrl = `postgresql://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${database}`
    program = await openProgram({ host: 'loopback', folder: folder(), databaseUrl, isReadOnly: true })
    app = program.startApp
  })
  afterAll(() => program.close())

  const client = () => createRouterClient(createRouter(app), { context: {} })
  const programClient = () => createRouterClient(createProgramRouter(program), { context: {} })

  test('[W5] refuses every call that writes, whatever its input, before the input is looked at', async () => {
    const writing = pathsOf(contract).filter(path => writesLog(path, {}))
    expect(writing.length).toBeGreaterThan(5)
    for (const path of writing) {
      const asked = String(path[0]) in programContract ? programClient() : client()
      const call = path.reduce<unknown>((found, step) => Reflect.get(Object(found), step), asked)
      if (typeof call !== 'function') throw new Error(`${path.join('.')} cannot be called`)
      await expect(call({}), path.join('.')).rejects.toMatchObject({ code: 'READ_ONLY' })
    }
  })

  test('[W5] refuses a valid commit, and the server has no version more', async () => {
    const tableId = await newTable(given)
    const draft = draftOf(tableId, 0n, creation())
    await expect(client().commits.append(draft)).rejects.toMatchObject({ code: 'READ_ONLY' })
    const { rows } = await given.pool.query('select from dl_table_versions where table_id = $1', [tableId])
    expect(rows).toEqual([])
  })

  test('[W5] has sessions in which the server refuses to write, pooled, pipelined and alone', async () => {
    const insert = `insert into dl_tables (table_id, name, location) values (gen_random_uuid(), 'x', 'file:///x')`
    await expect(app.database.pool.query(insert)).rejects.toMatchObject({ code: '25006' })
    await expect(app.database.pipelined.query(insert)).rejects.toMatchObject({ code: '25006' })
    const alone = await connectClient(app.database.config)
    await expect(alone.query(insert)).rejects.toMatchObject({ code: '25006' })
    await alone.end()
  })

  test('reads and says that it is read-only', async () => {
    expect((await client().app.info()).server.readOnly).toBe('chosen')
    expect((await client().tables.list({ limit: 10 })).tables.length).toBeGreaterThan(0)
    const tableId = await newTable(given)
    const draft = draftOf(tableId, 0n, creation())
    expect((await client().commits.check(draft)).issues).toEqual([])
    await expect(client().commits.forecast(draft)).resolves.toBeDefined()
  })

  test('[W5] publishes nothing, and says so', async () => {
    expect(app.publisher).toBeUndefined()
    const leaving = new AbortController()
    for await (const event of await client().mirror.watch(undefined, { signal: leaving.signal })) {
      expect(event.isPublishing).toBe(false)
      break
    }
    leaving.abort()
  })

  test('[C4] leaves open what became of a commit that it cannot prove absent', async () => {
    const fate = await client().commits.resolve({ tableId: await newTable(given), commitId: randomUUID() })
    expect(fate).toEqual({ kind: 'in-progress' })
  })
})

test('[W5] a schema that is not there is not made over a read-only connection', async () => {
  const config = { ...given.config, schema: 'absent', isReadOnly: true }
  await expect(migrate(config)).rejects.toThrow(MigrationRefused)
  await expect(migrate(config)).rejects.toThrow(/schema absent lacks the migrations 1 "tables".*read-only/)
  const { rows } = await given.pool.query(`select from pg_namespace where nspname = 'absent'`)
  expect(rows).toEqual([])
})

test('a session takes on the role it is given', async () => {
  const role = `Reader \\ of ${given.config.database}`
  await withAdmin(admin => admin.query(`create role ${admin.escapeIdentifier(role)}`))
  try {
    const client = await connectClient({ ...given.config, role })
    const { rows } = await client.query('select current_user::text as role')
    await client.end()
    expect(rows).toEqual([{ role }])
  } finally {
    await withAdmin(admin => admin.query(`drop role ${admin.escapeIdentifier(role)}`))
  }
})
