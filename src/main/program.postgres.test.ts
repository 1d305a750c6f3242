import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { creation, draftOf } from '../../test/drafts.ts'
import { type FaultyWay, startProxy } from '../../test/proxy.ts'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import type { ConnectionState, Profile } from '../shared/contract/connections.ts'
import { createRouter } from './api.ts'
import { childEnvironment } from './postgres/child-environment.ts'
import { openProgram, type Program } from './program.ts'
import { createProgramRouter, routersOf } from './program-router.ts'

const CANARY = 'canary-5f1c0ffee'
const LOST_WITHIN_MS = 15_000

const given = useDatabase()
const folder = temporaryFolder()
let program: Program
let way: FaultyWay

beforeAll(async () => {
  const { user, password, host, port, database } = given.config
  way = await startProxy(given.config)
  await given.pool.query(`create role canary login superuser password '${CANARY}'`)
  const databaseUrl = `postgresql://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${database}`
  program = await openProgram({ host: 'loopback', folder: folder(), databaseUrl })
})
afterAll(async () => {
  await program?.close()
  await way?.close()
  await given.pool.query('drop owned by canary cascade')
  await given.pool.query('drop role canary')
})

const calls = () => createRouterClient(createProgramRouter(program), { context: {} })

function profileOf(id: string, changes: Partial<Profile> = {}): Profile {
  const { host, database } = given.config
  return {
    ...{ id, name: `lake ${id}`, folder: null, environment: null, level: null, reference: { kind: 'none' } },
    ...{ secret: { kind: 'memory' }, elevationMinutes: 15 },
    parameters: { host, port: String(way.port), user: 'canary', dbname: database, schema: id.replaceAll('-', '_') },
    ...changes,
  }
}

async function stateOf(id: string): Promise<ConnectionState | undefined> {
  return (await program.connections.summary(id))?.state
}

function logOf(id: string) {
  const app = program.connections.app(id)
  if (app === undefined) throw new Error(`${id} is not open`)
  return { app, client: createRouterClient(createRouter(app), { context: {} }) }
}

test('[W5] a schema is made on request alone, and on production only where its name was typed', async () => {
  const profile = profileOf('prod-lake', { environment: 'production' })
  await calls().connections.save({ profile, password: CANARY })
  expect(await calls().connections.open({ id: profile.id })).toMatchObject({ kind: 'schema-missing' })
  expect((await calls().connections.schemaSql({ id: profile.id })).sql).toMatch(/create table dl_tables/)
  const wrong = calls().connections.createSchema({ id: profile.id, typed: 'lake' })
  await expect(wrong).rejects.toMatchObject({ code: 'INVALID' })
  const { rows } = await given.pool.query(`select from pg_namespace where nspname = 'prod_lake'`)
  expect(rows).toEqual([])
  expect(await calls().connections.createSchema({ id: profile.id, typed: profile.name })).toEqual({ kind: 'open' })
})

test('[W5] production is written to only after its level was raised by typing, and not any more once it fell', async () => {
  const { app, client } = logOf('prod-lake')
  const draft = () => client.commits.append(draftOf(crypto.randomUUID(), 0n, creation()))
  await expect(draft()).rejects.toMatchObject({ code: 'READ_ONLY' })
  expect(await calls().connections.setLevel({ id: 'prod-lake', level: 'open', typed: '' })).toMatchObject({
    kind: 'refused',
  })
  const insert = `insert into dl_tables (table_id, name, location) values (gen_random_uuid(), 'x', 'file:///x')`
  await expect(app.database.pool.query(insert)).rejects.toMatchObject({ code: '25006' })
  await calls().connections.setLevel({ id: 'prod-lake', level: 'open', typed: 'lake prod-lake' })
  await app.database.pool.query(insert)
  await calls().connections.setLevel({ id: 'prod-lake', level: 'read-only', typed: '' })
  await expect(app.database.pool.query(insert)).rejects.toMatchObject({ code: '25006' })
  await expect(draft()).rejects.toMatchObject({ code: 'READ_ONLY' })
  const recorded = await client.activity.list({ limit: 10 })
  expect(recorded.activities.map(({ outcome }) => outcome)).toEqual(['lowered', 'raised', 'refused'])
})

test('several connections are open at once, and each call is answered by the one that it names', async () => {
  const profile = profileOf('dev-lake', { environment: 'development' })
  await calls().connections.save({ profile, password: CANARY })
  await calls().connections.open({ id: profile.id })
  await calls().connections.createSchema({ id: profile.id, typed: '' })
  const find = routersOf(program)
  const schemas = [undefined, 'prod-lake', 'dev-lake'].map(id => (id === undefined ? program.startApp : logOf(id).app))
  expect(schemas.map(({ database }) => database.schema)).toEqual(['public', 'prod_lake', 'dev_lake'])
  expect(new Set([undefined, 'prod-lake', 'dev-lake', 'nothing'].map(id => find('tables', id))).size).toBe(4)
  expect(find('connections', 'dev-lake')).toBe(find('connections', undefined))
})

test('a dead link is told within seconds, fails what waits for it, and is taken up again by itself', async () => {
  const { client } = logOf('dev-lake')
  way.stalled = true
  const asked = client.tables.list({ limit: 1 })
  await expect(asked).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  const began = Date.now()
  while (!(await isLost('dev-lake')) && Date.now() - began < LOST_WITHIN_MS) await sleep(50)
  expect(await stateOf('dev-lake')).toMatchObject({ kind: 'open', health: { kind: 'lost' } })
  way.stalled = false
  while ((await isLost('dev-lake')) && Date.now() - began < 2 * LOST_WITHIN_MS) await sleep(50)
  expect((await client.tables.list({ limit: 1 })).tables).toEqual([])
})

test('[W3] [W6] a password is in no file of the data folder, in no answer and in no sentence of a failure', async () => {
  const wrong = profileOf('wrong-lake', { secret: { kind: 'ask' } })
  await calls().connections.save({ profile: wrong, password: `${CANARY}-wrong` })
  expect(await calls().connections.open({ id: wrong.id, password: `${CANARY}-wrong` })).toMatchObject({
    kind: 'password-needed',
  })
  const told = JSON.stringify(await program.connections.state())
  expect(told).not.toContain(CANARY)
  for await (const finding of await calls().connections.test({ profile: wrong, password: `${CANARY}-wrong` })) {
    expect(JSON.stringify(finding)).not.toContain(CANARY)
  }
  const diagnostics = JSON.stringify(await calls().diagnostics.read())
  expect(diagnostics).toContain('End of the log')
  expect(diagnostics).not.toContain(CANARY)
  process.env.PGPASSWORD = CANARY
  expect(JSON.stringify(process.report.getReport())).not.toContain(CANARY)
  expect(Object.values(childEnvironment())).not.toContain(CANARY)
  delete process.env.PGPASSWORD
  const files = await readdir(folder(), { recursive: true, withFileTypes: true })
  const texts = files.filter(file => file.isFile()).map(file => readFile(join(file.parentPath, file.name), 'utf8'))
  expect(texts.length).toBeGreaterThan(2)
  for (const text of await Promise.all(texts)) expect(text).not.toContain(CANARY)
})

test('[W5] what becomes production while it is open is lowered at once; nobody takes that away without its name', async () => {
  const { app, client } = logOf('dev-lake')
  const production = profileOf('dev-lake', { environment: 'production' })
  expect(app.safety.level).toBe('open')
  await calls().connections.save({ profile: production })
  expect(app.safety.level).toBe('read-only')
  await expect(client.commits.append(draftOf(crypto.randomUUID(), 0n, creation()))).rejects.toMatchObject({
    code: 'READ_ONLY',
  })
  const development = profileOf('dev-lake', { environment: 'development' })
  await expect(calls().connections.save({ profile: development })).rejects.toMatchObject({ code: 'INVALID' })
  const shelf = { name: 'shelf', environment: 'production', level: null } as const
  await calls().connections.saveFolder(shelf)
  await calls().connections.save({ profile: { ...development, environment: null, folder: 'shelf' } })
  for (const change of [
    () => calls().connections.removeFolder({ name: 'shelf', typed: 'shelf' }),
    () => calls().connections.saveFolder({ ...shelf, environment: 'staging' }),
  ]) {
    await expect(change()).rejects.toMatchObject({ code: 'INVALID' })
  }
  await calls().connections.removeFolder({ name: 'shelf', typed: 'lake dev-lake' })
  expect((await program.connections.summary('dev-lake'))?.environment).toBeNull()
  expect(app.safety.level).toBe('read-only')
})

test('a connection whose server is another one by now is closed, so that it shows what it says', async () => {
  const elsewhere = profileOf('dev-lake')
  await calls().connections.save({
    profile: { ...elsewhere, parameters: { ...elsewhere.parameters, schema: 'prod_lake' } },
  })
  expect(program.connections.app('dev-lake')).toBeUndefined()
})

test('a connection that is forgotten is closed, and its password with it', async () => {
  await calls().connections.remove({ id: 'dev-lake' })
  expect(program.connections.app('dev-lake')).toBeUndefined()
  expect(await program.secrets.read('dev-lake', { kind: 'memory' })).toBeUndefined()
})

async function isLost(id: string): Promise<boolean> {
  const state = await stateOf(id)
  return state?.kind === 'open' && state.health.kind === 'lost'
}
