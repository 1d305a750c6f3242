import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { writeGeneratedLog } from '../../../test/generated-log.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { runCommandLine } from './run-command-line.ts'

const database = useDatabase()
let home: string
let log: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-cli-tasks-'))
  log = await writeGeneratedLog(join(home, 'events'), { commits: 8, addsPerCommit: 3, removesPerCommit: 1 })
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function json(...args: string[]): Promise<{ code: number; document: Record<string, unknown> }> {
  const { host, port, user, password, database: name } = database.config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${name}`
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const code = await runCommandLine([...args, '--json', '--database', url], {
    stdout,
    stderr,
    stdin: Readable.from([]),
    environment: { DELTADESK_HOME: join(home, 'data') },
    signal: new AbortController().signal,
  })
  return { code, document: JSON.parse(await text(stdout.end())) }
}

test('a scan tells what a log holds and makes nothing', async () => {
  expect(await json('import', log, '--scan')).toMatchObject({
    code: 0,
    document: { commits: 8, start: { kind: 'from-start' }, isBroken: false },
  })
  expect(await json('tables')).toMatchObject({ document: { tables: [] } })
})

test('an import compares itself with its source; run again it skips what is there', async () => {
  expect(await json('import', log, '--name', 'events', '--batch', '3')).toMatchObject({
    code: 0,
    document: { versions: 8, skipped: 0, verification: { head: 'same', differences: [] } },
  })
  expect(await json('import', log, '--name', 'events')).toMatchObject({
    code: 0,
    document: { versions: 0, skipped: 8 },
  })
  expect(await json('import', log, '--batch', '0')).toMatchObject({ code: 2, document: { error: { kind: 'usage' } } })
})

test('an export gives the source back, and is refused where another file stands', async () => {
  const folder = join(home, 'out')
  expect(await json('export', 'events', folder, '--from', '2', '--to', '4')).toMatchObject({
    code: 0,
    document: { files: 3, from: 2, to: 4 },
  })
  const name = join('_delta_log', commitFileName(3n))
  expect(await readFile(join(folder, name), 'utf8')).toBe(await readFile(join(log, name), 'utf8'))
  await writeFile(join(folder, '_delta_log', commitFileName(5n)), '{}\n')
  expect(await json('export', 'events', folder)).toMatchObject({
    code: 4,
    document: { error: { problems: [{ rule: 'export.differs' }] } },
  })
})

test('a replay makes a table of a range, and finds its commits when it is run again by its id', async () => {
  const id = '0198f3a2-0000-7000-8000-00000000abcd'
  const args = ['replay', 'events', 'copy', '--from', '4', '--id', id]
  expect(await json('replay', 'events', 'copy', '--from', '4', '--dry-run')).toMatchObject({
    code: 0,
    document: { committed: 5, dryRun: true, tableId: null },
  })
  expect(await json(...args)).toMatchObject({
    code: 0,
    document: { name: 'copy', head: 4, committed: 5, found: 0, id },
  })
  expect(await json(...args)).toMatchObject({ code: 0, document: { head: 4, committed: 0 } })
  expect(await json('replay', log, 'filed', '--files')).toMatchObject({ code: 0, document: { head: 7, committed: 8 } })
})

test('a broken log is refused by its line, and inspected into a table that takes no commit', async () => {
  const broken = join(home, 'broken')
  await mkdir(join(broken, '_delta_log'), { recursive: true })
  const first = await readFile(join(log, '_delta_log', commitFileName(0n)), 'utf8')
  await writeFile(join(broken, '_delta_log', commitFileName(0n)), first)
  await writeFile(join(broken, '_delta_log', commitFileName(2n)), '{"add":{"pa')
  expect(await json('import', broken)).toMatchObject({ code: 4, document: { error: { kind: 'refused', kept: null } } })
  expect(await json('import', broken, '--inspect')).toMatchObject({
    code: 0,
    document: {
      inspection: true,
      versions: 3,
      warnings: expect.arrayContaining([expect.objectContaining({ line: 1 })]),
    },
  })
  const actions = join(home, 'actions.json')
  await writeFile(actions, '{"commitInfo":{"operation":"WRITE"}}\n{"txn":{"appId":"a","version":1}}\n')
  expect(await json('commit', 'broken', actions, '--expected-version', '3')).toMatchObject({
    code: 4,
    document: { error: { issues: [expect.objectContaining({ rule: 'table.inspection-only' })] } },
  })
})

test('tasks of the app are listed; one that is not there cannot be taken up', async () => {
  expect(await json('tasks')).toMatchObject({ code: 0, document: { tasks: [] } })
  expect(await json('tasks', '--resume', 'nothing')).toMatchObject({ code: 3 })
})
