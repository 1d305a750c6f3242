import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, newTable } from '../../../test/drafts.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import type { Profile } from '../../shared/contract/connections.ts'
import { ConnectionBook, savingProfile } from '../connections/connection-book.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { runCommandLine } from './run-command-line.ts'

const given = useDatabase()
const home = temporaryFolder()
const CANARY = 'canary-c0mmand'
let environment: Record<string, string>
let actions: string
let second: string
let table: string

beforeAll(async () => {
  environment = { DELTADESK_HOME: home(), PGPASSWORD: CANARY }
  await given.pool.query(`create role headless login superuser password '${CANARY}'`)
  table = await nameOf(await newTable(given))
  const book = new ConnectionBook(join(home(), 'connections.json'))
  await book.change(savingProfile(profileOf('lake-prod', { environment: 'production' })))
  await book.change(savingProfile(profileOf('lake-dev', { environment: 'development' })))
  await book.change(savingProfile(profileOf('empty', { environment: 'development' }, 'nothing_yet')))
  await book.change(savingProfile(profileOf('twin-a', { name: 'twin' })))
  await book.change(savingProfile(profileOf('twin-b', { name: 'twin' })))
  actions = join(home(), 'draft.ndjson')
  second = join(home(), 'second.ndjson')
  await writeFile(second, linesOf([commitInfo, add('a')]))
  await writeFile(actions, linesOf(creation()))
})
afterAll(async () => {
  await given.pool.query('drop owned by headless cascade')
  await given.pool.query('drop role headless')
})

const linesOf = (lines: readonly (string | object)[]) =>
  lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')

async function nameOf(tableId: string): Promise<string> {
  const { rows } = await given.pool.query<{ name: string }>('select name from dl_tables where table_id = $1', [tableId])
  return rows[0]?.name ?? ''
}

function profileOf(id: string, changes: Partial<Profile>, schema = given.config.schema): Profile {
  const { host, port, database } = given.config
  return {
    ...{ id, name: id, folder: null, environment: null, level: null, reference: { kind: 'none' } },
    ...{ secret: { kind: 'ask' }, elevationMinutes: 15 },
    parameters: { host, port: String(port), user: 'headless', dbname: database, schema },
    ...changes,
  }
}

async function run(args: readonly string[], added: Readonly<Record<string, string>> = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const { signal } = new AbortController()
  const surroundings = { stdout, stderr, stdin: Readable.from([]), environment: { ...environment, ...added }, signal }
  const code = await runCommandLine(args, surroundings)
  const said = { stdout: await text(stdout.end()), stderr: await text(stderr.end()) }
  expect(said.stdout + said.stderr).not.toContain(CANARY)
  return { code, ...said }
}

const commit = (...more: string[]) => run(['commit', table, actions, '--expected-version', '0', ...more])

test('[W5] a command on production writes nothing until its name is typed again, and that is written down', async () => {
  const history = await run(['--connection', 'lake-prod', 'tables', '--json'])
  expect(JSON.parse(history.stdout)).toMatchObject({ tables: [{ name: table }] })
  const refused = await commit('--connection', 'lake-prod')
  expect(refused.code).toBe(EXIT_CODES.database)
  expect(refused.stderr).toContain('--raise')
  const mistyped = await commit('--connection', 'lake-prod', '--raise', 'lake')
  expect([mistyped.code, mistyped.stderr]).toEqual([EXIT_CODES.refused, expect.stringContaining('lake-prod')])
  const raised = await commit('--connection', 'lake-prod', '--raise', 'lake-prod')
  expect([raised.code, raised.stderr]).toEqual([0, expect.any(String)])
  const log = await readFile(join(home(), 'activity', 'activity.jsonl'), 'utf8')
  expect(log.split('\n').filter(line => line.includes('"kind":"safety"'))).toHaveLength(1)
})

test('[W5] what a policy forbids is refused to the command as well', async () => {
  const policy = join(home(), 'policy.json')
  await writeFile(policy, JSON.stringify({ settings: { 'safety.productionRaise': 'read-only' } }))
  const raising = ['tables', '--connection', 'lake-prod', '--raise', 'lake-prod']
  const refused = await run(raising, { DELTADESK_POLICY: policy })
  expect([refused.code, refused.stderr]).toEqual([EXIT_CODES.refused, expect.stringContaining('policy.json')])
  await writeFile(policy, '{"settings": {"safety.readOnly": true}}')
  const dev = ['commit', table, second, '--expected-version', '1', '--connection', 'lake-dev']
  expect((await run(dev, { DELTADESK_POLICY: policy })).code).toBe(EXIT_CODES.database)
  const listed = await run(['settings', '--json'], { DELTADESK_POLICY: policy })
  const { settings } = JSON.parse(listed.stdout)
  const readOnly = settings.find(({ key }: { key: string }) => key === 'safety.readOnly')
  expect(readOnly).toMatchObject({ value: true, source: 'policy', from: policy })
  expect((await run(['settings', '--change', 'safety.readOnly=false'], { DELTADESK_POLICY: policy })).code).toBe(
    EXIT_CODES.refused,
  )
  await writeFile(policy, '{"settings": {"safety.readOnly": 1}}')
  const wrong = await run(['tables', '--connection', 'lake-dev'], { DELTADESK_POLICY: policy })
  expect(wrong.stderr).toMatch(/policy\.json cannot be applied\. "settings" → "safety\.readOnly" is 1; true or false/)
})

test('the COPY of a command is a run of the connection that it names', async () => {
  const own = await nameOf(await newTable(given))
  const many = join(home(), 'many.ndjson')
  await writeFile(many, linesOf([...creation(), ...Array.from({ length: 300 }, (_, index) => add(`part-${index}`))]))
  const args = ['commit', own, many, '--expected-version', '0', '--connection', 'lake-dev']
  expect(await run(args)).toMatchObject({ code: 0 })
  const kept = await readdir(join(home(), 'copy-runs'), { recursive: true })
  expect(kept.filter(name => name.endsWith('.json'))).toEqual([expect.stringMatching(/^lake-dev\W/)])
})

test('a schema that is missing is refused, shown, and made on request', async () => {
  const missing = await run(['tables', '--connection', 'empty'])
  expect([missing.code, missing.stderr]).toEqual([EXIT_CODES.refused, expect.stringContaining('deltadesk schema')])
  expect((await run(['schema', '--connection', 'empty'])).stdout).toContain('create table dl_tables')
  const { rows } = await given.pool.query(`select from pg_namespace where nspname = 'nothing_yet'`)
  expect(rows).toEqual([])
  expect(await run(['schema', '--connection', 'empty', '--create'])).toMatchObject({ code: 0 })
  expect(JSON.parse((await run(['tables', '--connection', 'empty', '--json'])).stdout)).toMatchObject({ tables: [] })
})

test('[W1] a connection that is not there, is there twice or lacks its password is told with what there is', async () => {
  const absent = await run(['tables', '--connection', 'lake'])
  expect([absent.code, absent.stderr]).toEqual([
    EXIT_CODES['not-found'],
    expect.stringContaining('lake-prod, lake-dev'),
  ])
  const twice = await run(['tables', '--connection', 'twin'])
  expect([twice.code, twice.stderr]).toEqual([EXIT_CODES.usage, expect.stringContaining('twin-a, twin-b')])
  expect((await run(['tables', '--connection', 'twin-a'])).code).toBe(0)
  const { PGPASSWORD: _, ...without } = environment
  environment = without
  const asks = await run(['tables', '--connection', 'lake-dev'])
  expect([asks.code, asks.stderr]).toEqual([EXIT_CODES.refused, expect.stringContaining('PGPASSWORD')])
  await mkdir(join(home(), 'none'), { recursive: true })
  const both = await run(['tables', '--connection', 'lake-dev', '--database', 'host=x'])
  expect(both.code).toBe(EXIT_CODES.usage)
})
