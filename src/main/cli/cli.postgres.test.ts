import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation } from '../../../test/drafts.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { prepareServerHome } from '../postgres/embedded/server-home.ts'
import { withConnection } from '../postgres/transaction.ts'
import { runCommandLine } from './run-command-line.ts'

const database = useDatabase()
const PROGRAM = fileURLToPath(new URL('../../../bin/deltadesk.js', import.meta.url))

interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Spawning {
  readonly node?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly input?: string
}

/** Runs the command as a shell would. */
function run(args: readonly string[], { node = [], environment = {}, input = '' }: Spawning = {}): Promise<Run> {
  const child = spawn(process.execPath, [...node, PROGRAM, ...args], {
    env: { PATH: process.env.PATH, DELTADESK_HOME: join(home, 'nobody'), ...environment },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => {
    output.stdout += chunk
  })
  child.stderr.on('data', chunk => {
    output.stderr += chunk
  })
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, ...output }))
  })
}

function databaseUrl(): string {
  const { host, port, user, password, database: name } = database.config
  return `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${name}`
}

const deltadesk = (...args: string[]) => run([...args, '--database', databaseUrl()])

/** The same in this process: no shell, and quicker. */
async function runHere(args: readonly string[]): Promise<Run> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const { signal } = new AbortController()
  const code = await runCommandLine(args, { stdout, stderr, stdin: Readable.from([]), environment: {}, signal })
  return { code, stdout: await text(stdout.end()), stderr: await text(stderr.end()) }
}

/** Runs here with `--json` and reads the one document on stdout. */
async function json(...args: string[]): Promise<{ code: number | null; document: unknown; stderr: string }> {
  const { code, stdout, stderr } = await runHere([...args, '--json', '--database', databaseUrl()])
  return { code, document: JSON.parse(stdout), stderr }
}

let home: string
let folder: string

const NASTY =
  '{"txn":{"appId":"app","version":9007199254740993,"lastUpdated":1}}\n{"future":{"a": 1.50,"n":9223372036854775807}}\n'
const ndjson = (lines: readonly object[]) => lines.map(line => `${JSON.stringify(line)}\n`).join('')
const FIRST = ndjson([...creation(), add('a'), add('b')])
const SECOND = `${ndjson([commitInfo])}${NASTY}${ndjson([{ domainMetadata: { domain: 'app.x', configuration: '{"k": 1.0}', removed: false } }])}`

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-cli-'))
  folder = join(home, 'orders')
  await mkdir(join(folder, '_delta_log'), { recursive: true })
  await writeFile(join(folder, '_delta_log', commitFileName(0n)), FIRST)
  await writeFile(join(folder, '_delta_log', commitFileName(1n)), SECOND)
})
afterAll(() => rm(home, { recursive: true, force: true }))

describe('a log is imported and read back', () => {
  test('import says what came in, as JSON and for people', async () => {
    expect(await json('import', folder)).toMatchObject({
      code: 0,
      document: { name: 'orders', head: 1, actions: 9 },
      stderr: '',
    })
    expect(await deltadesk('import', folder, '--name', 'second')).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^Table second: 2 versions, 9 actions, at version 1, compared with the source \(.*\)\.\n/,
      ),
      stderr: '',
    })
  })

  test('tables', async () => {
    expect(await json('tables')).toMatchObject({
      code: 0,
      document: {
        tables: [{ name: 'orders', head: 1, totalFiles: 2, totalBytes: 2000, totalRows: 20 }, { name: 'second' }],
      },
    })
    expect((await deltadesk('tables')).stdout).toMatch(/^TABLE +HEAD.*\norders +1 +2 +1\.95 KiB +20 /)
  })

  test('history, in pages', async () => {
    expect(await json('history', 'orders', '--limit', '1')).toMatchObject({
      code: 0,
      document: { table: 'orders', versions: [{ version: 1, operation: 'WRITE' }], next: 1 },
    })
    expect(await json('history', 'orders', '--before', '1')).toMatchObject({
      document: { versions: [{ version: 0, operation: 'CREATE TABLE' }], next: null },
    })
    expect((await deltadesk('history', 'orders')).stdout.split('\n')).toHaveLength(4)
    expect(await json('history', 'orders', '--filter', 'is:protocol v:0..')).toMatchObject({
      code: 0,
      document: { versions: [{ version: 0 }], next: null },
    })
    const wrong = await deltadesk('history', 'orders', '--filter', 'op:WRITE is:pretty')
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toMatch(/op:WRITE is:pretty\n +\^{6}\n/)
  })

  test('snapshot, with 64-bit numbers exact and objects as in the log', async () => {
    const { stdout, code } = await deltadesk('snapshot', 'orders', '--json')
    expect(code).toBe(0)
    expect(stdout).toContain('"app": 9007199254740993')
    const document: unknown = JSON.parse(stdout)
    expect(document).toMatchObject({
      version: 1,
      numFiles: 2,
      sizeInBytes: 2000,
      protocol: { minReaderVersion: 1, minWriterVersion: 2 },
      metaData: { id: '5f1c7d0e-3c4f-4f8e-9a53-0b8c2d6f7a11', partitionColumns: [], configuration: {} },
      domains: { 'app.x': '{"k": 1.0}' },
    })
    expect(Object.keys(document as object)).toEqual([
      'version',
      'asOf',
      'numFiles',
      'sizeInBytes',
      'protocol',
      'metaData',
      'txns',
      'domains',
    ])
    expect(await json('snapshot', 'orders', '--version', '0')).toMatchObject({
      document: { version: 0, txns: {}, domains: {} },
    })
  })

  test('[C6] show gives the actions in order and, raw, the very file', async () => {
    const { stdout } = await deltadesk('show', 'orders', '1', '--json')
    for (const line of NASTY.trim().split('\n')) expect(stdout).toContain(line)
    expect(JSON.parse(stdout).map((action: object) => Object.keys(action)[0])).toEqual([
      'commitInfo',
      'txn',
      'future',
      'domainMetadata',
    ])
    expect((await deltadesk('show', 'orders', '1', '--raw')).stdout).toBe(SECOND)
    expect((await deltadesk('show', 'orders', '0', '--raw')).stdout).toBe(FIRST)
  })
})

describe('a commit from a file', () => {
  test('[C2] commits once, is found again by its id, and loses to who was first', async () => {
    const file = join(home, 'commit.json')
    await writeFile(file, ndjson([commitInfo, add('c')]))
    const id = randomUUID()
    const args = ['commit', 'orders', file, '--expected-version', '2']
    expect(await json(...args, '--commit-id', id)).toMatchObject({
      code: 0,
      document: { kind: 'committed', version: 2, found: false, commitId: id },
    })
    expect(await json(...args, '--commit-id', id)).toMatchObject({ code: 0, document: { version: 2, found: true } })
    expect(await json(...args)).toMatchObject({
      code: 5,
      document: {
        error: { kind: 'version-conflict', expected: 2, actual: 2, winners: [{ version: 2, commitId: id }] },
      },
      stderr: '',
    })
    const lost = await deltadesk(...args)
    expect(lost).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('the table is at version 2') })
  })

  test('[C6] takes an array of actions, as show --json prints it, from standard input', async () => {
    const lines = [JSON.stringify(commitInfo), ...NASTY.trim().split('\n')]
    const args = ['commit', 'second', '-', '--expected-version', '2', '--database', databaseUrl()]
    expect(await run(args, { input: `[\n  ${lines.join(',\n  ')}\n]\n` })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Committed as version 2 of second at /),
    })
    expect((await deltadesk('show', 'second', '2', '--raw')).stdout).toBe(lines.map(line => `${line}\n`).join(''))
  })

  test('[C6] a large file, from standard input too, is rehearsed, checked and committed line by line', async () => {
    const file = join(home, 'large.json')
    const lines = [commitInfo, ...Array.from({ length: 3_000 }, (_, index) => add(`large-${index}`))]
    await writeFile(file, ndjson(lines))
    const args = ['commit', 'second', file, '--expected-version', '3']
    expect(await json(...args, '--dry-run')).toMatchObject({ code: 0, document: { kind: 'would-commit', version: 3 } })
    expect(await json('check', 'second', file)).toMatchObject({ code: 0, document: { head: 2 } })
    expect(await json(...args, '--strategy', 'serializable')).toMatchObject({ code: 2 })
    const streamed = ['commit', 'second', '-', '--expected-version', '3', '--database', databaseUrl()]
    expect(await run(streamed, { input: ndjson(lines) })).toMatchObject({ code: 0 })
    expect((await deltadesk('show', 'second', '3', '--raw')).stdout).toBe(ndjson(lines))
    // The run of its COPY lies where the app finds it.
    expect(await readdir(join(home, 'nobody', 'copy-runs'))).toHaveLength(1)
    expect(await json(...args)).toMatchObject({ code: 5, document: { error: { kind: 'version-conflict' } } })
  })

  test('[C5] is refused with its issues where it breaks a rule', async () => {
    const file = join(home, 'wrong.json')
    await writeFile(file, ndjson([commitInfo, { remove: { path: 'never', dataChange: true } }]))
    expect(await json('commit', 'orders', file, '--expected-version', '3')).toMatchObject({
      code: 4,
      document: {
        error: { kind: 'refused', issues: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]) },
      },
    })
    await writeFile(file, '{"add":')
    expect(await deltadesk('commit', 'orders', file, '--expected-version', '3')).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringMatching(/line 1.*json\.syntax/s),
    })
  })

  test('ends by itself when it is interrupted while it waits', async () => {
    await withConnection(database, async holder => {
      await holder.query('begin')
      await holder.query(`select from dl_tables where name = 'orders' for update`)
      const child = spawn(process.execPath, [
        PROGRAM,
        'commit',
        'orders',
        join(home, 'commit.json'),
        '--expected-version',
        '3',
        '--database',
        databaseUrl(),
        '--json',
      ])
      let stdout = ''
      child.stdout.on('data', chunk => {
        stdout += chunk
      })
      for (let waiting = false; !waiting; ) {
        const { rows } = await database.pool.query<{ waiting: boolean }>(
          `select exists (select from pg_stat_activity where application_name = 'deltadesk cli' and wait_event_type = 'Lock') as waiting`,
        )
        waiting = rows[0]?.waiting === true
      }
      child.kill('SIGINT')
      const code = await new Promise(resolve => child.on('close', resolve))
      expect(code).toBe(130)
      expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'cancelled', step: 'lock' } })
    })
  })
})

describe('failures have exit codes that scripts can use', () => {
  test.each([
    [['snapshot', 'nothing'], 3, 'not-found'],
    [['show', 'orders', '99'], 3, 'not-found'],
    [['show', 'orders', 'x'], 2, 'usage'],
    [['show', 'orders'], 2, 'usage'],
    [['tables', 'surplus'], 2, 'usage'],
    [['tables', '--colour'], 2, 'usage'],
    [['history', 'orders', '--limit', '0'], 2, 'usage'],
    [['nonsense'], 2, 'usage'],
    [['commit', 'orders', '/nowhere.json', '--expected-version', '1'], 4, 'refused'],
    [['commit', 'orders', '/nowhere.json'], 2, 'usage'],
    [['import', '/nowhere'], 4, 'refused'],
    [['tables', '--schema', 'Not A Schema'], 2, 'usage'],
  ])('%s ends with %i and one JSON object that says %s', async (args, code, kind) => {
    expect(await json(...args)).toMatchObject({ code, document: { error: { kind } }, stderr: '' })
  })

  test('a server that is not there, and a URL that is none, without its password', async () => {
    const gone = await run(['tables', '--json', '--database', 'postgres://u:s3cret@127.0.0.1:1/x'])
    expect({ ...gone, stdout: JSON.parse(gone.stdout) }).toMatchObject({
      code: 6,
      stdout: { error: { kind: 'database' } },
    })
    const wrong = await run(['tables', '--database', 'mysql://u:s3cret@h/x'])
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(gone.stdout + gone.stderr + wrong.stderr).not.toContain('s3cret')
  })

  test('a refused import names file and line', async () => {
    const broken = join(home, 'broken')
    await mkdir(join(broken, '_delta_log'), { recursive: true })
    await writeFile(join(broken, '_delta_log', commitFileName(0n)), `${FIRST}{"add":{"pa`)
    expect(await json('import', broken)).toMatchObject({
      code: 4,
      document: { error: { kind: 'refused', problems: [{ file: '_delta_log/00000000000000000000.json', line: 6 }] } },
    })
    expect(await json('snapshot', 'broken')).toMatchObject({ code: 3 })
  })
})

test('another schema is made where it is absent and holds tables of its own', async () => {
  expect(await json('tables', '--schema', 'lake')).toMatchObject({ code: 0, document: { tables: [] } })
})

test('help is there for the command and for each of its commands', async () => {
  for (const args of [['--help'], ['commit', '--help'], ['import', '-h']]) {
    expect(await run(args)).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit codes:'), stderr: '' })
  }
})

test('a Node that cannot run TypeScript hands over to the one of the project', async () => {
  const { code, stdout } = await run(['--help'], { node: ['--no-experimental-strip-types'] })
  expect({ code, usage: stdout.startsWith('Usage:') }).toEqual({ code: 0, usage: true })
})

test('without a URL the embedded server of the home folder is used and left running for nobody', async () => {
  const environment = { DELTADESK_HOME: join(home, 'own') }
  try {
    const imported = await run(['import', folder, '--json'], { environment })
    expect(imported).toMatchObject({ code: 0, stderr: '' })
    const listed = await run(['tables', '--json'], { environment })
    expect(JSON.parse(listed.stdout)).toMatchObject({ tables: [{ name: 'orders', head: 1 }] })
  } finally {
    // For root the data stand elsewhere, and would stay there for good.
    const server = await prepareServerHome(join(environment.DELTADESK_HOME, 'postgres'))
    await rm(server.folder, { recursive: true, force: true })
  }
})
