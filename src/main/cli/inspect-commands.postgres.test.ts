import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { draftOf } from '../../../test/drafts.ts'
import { randomLog } from '../../../test/random-log.ts'
import { commit } from '../log/commit.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { createNamedTable } from '../replay/named-table.ts'
import { runCommandLine } from './run-command-line.ts'

const database = useDatabase()
const { commits, snapshots } = randomLog(11, 20)
const last = snapshots[19]

beforeAll(async () => {
  const table = await inTransaction(database, client =>
    createNamedTable(client, { name: 'orders', otherwise: '', location: null }),
  )
  if (table.kind !== 'created') throw new Error('the table was not created')
  for (const [version, lines] of commits.entries()) {
    expect((await commit(database, draftOf(table.tableId, BigInt(version), lines))).kind).toBe('committed')
  }
})

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { host, port, user, password, database: name } = database.config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${name}`
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const { signal } = new AbortController()
  const surroundings = { stdout, stderr, stdin: Readable.from([]), environment: {}, signal }
  const code = await runCommandLine([...args, '--database', url], surroundings)
  return { code, stdout: await text(stdout.end()), stderr: await text(stderr.end()) }
}

async function json(...args: string[]) {
  const { code, stdout } = await run(...args, '--json')
  return { code, document: JSON.parse(stdout) }
}

const pathsOf = (document: { files: { action: { add: { path: string } } }[] }) =>
  document.files.map(({ action }) => action.add.path).toSorted()

test('files lists the live files of any version', async () => {
  for (const version of [0, 9, 19]) {
    const { document } = await json('files', 'orders', '--version', String(version))
    const live = [...(snapshots[version]?.files.values() ?? [])].map(({ add }) => add.path)
    expect(pathsOf(document)).toEqual(live.toSorted())
    expect(document.total.files).toBe(live.length)
  }
})

test('--at shows the version that the table had at that time, and says by which rule', async () => {
  const { document: history } = await json('history', 'orders', '--limit', '20')
  const timeOf = (wanted: number) =>
    history.versions.find(({ version }: { version: number }) => version === wanted).committedAt
  const moment = (timeMs: number) => new Date(timeMs).toISOString()
  const at = moment(Math.ceil(timeOf(12)))
  for (const command of ['snapshot', 'files']) {
    const { document } = await json(command, 'orders', '--at', at)
    expect([document.version, document.asOf.version, document.asOf.timeSource]).toEqual([12, 12, 'clock'])
  }
  expect((await run('snapshot', 'orders', '--at', at)).stdout).toContain('by the clock of the database at its commit')
  const early = await run('snapshot', 'orders', '--at', moment(timeOf(0) - 1_000))
  expect(early.stderr).toContain('did not exist at')
  expect(early.code).not.toBe(0)
  expect((await run('files', 'orders', '--at', at, '--version', '3')).stderr).toContain('--version or --at')
  expect((await run('files', 'orders', '--at', 'soon')).stderr).toContain('Expected a time')
})

test('show, diff and blame take a time where they take a version', async () => {
  const { document: history } = await json('history', 'orders', '--limit', '20')
  const timeOf = (wanted: number) =>
    new Date(
      Math.ceil(history.versions.find(({ version }: { version: number }) => version === wanted).committedAt),
    ).toISOString()
  expect((await run('show', 'orders', timeOf(7))).stdout).toMatch(/^orders version 7\n/)
  expect((await json('diff', 'orders', timeOf(7), 'head')).document).toMatchObject({ from: 7, to: 19 })
  expect((await run('diff', 'orders', '2020-01-01', 'head')).code).toBe(3)
  const { path } = JSON.parse(commits.flat().find(line => line.startsWith('{"add"')) ?? '').add
  const then = await json('blame', 'orders', path, '--at', timeOf(1))
  expect(then.document).toMatchObject({ isLive: true, events: [{ kind: 'added', commit: { version: 1 } }] })
  expect((await run('blame', 'orders', path, '--version', '0')).code).toBe(3)
})

test('files --where lists what a predicate opens and says what skips the rest', async () => {
  const { document } = await json('files', 'orders', '--where', "dt = '2026-11-02'")
  const wanted = [...(last?.files.values() ?? [])].filter(({ add }) => add.partitionValues.get('dt') === '2026-11-02')
  expect(pathsOf(document)).toEqual(wanted.map(({ add }) => add.path).toSorted())
  const { stdout } = await run('files', 'orders', '--where', "dt = '2026-11-02' and id > 500")
  expect(stdout).toMatch(/^ADDED IN +SIZE +ROWS +PATH\n/)
  expect(stdout).toMatch(/dt = '2026-11-02' skips \d+\n/)
})

test('a predicate that cannot be read is wrong usage, with the place', async () => {
  const { code, stderr } = await run('files', 'orders', '--where', 'id >')
  expect(code).toBe(2)
  expect(stderr).toMatch(/At character 5/)
})

test('diff compares two versions in either direction, head by name', async () => {
  const there = await json('diff', 'orders', '3', 'head', '--files')
  const back = await json('diff', 'orders', 'head', '3')
  const filesOf = (totals: { kind: string; files: number }[], kind: string) =>
    totals.find(total => total.kind === kind)?.files ?? 0
  expect(there.document).toMatchObject({ from: 3, to: 19 })
  expect(filesOf(there.document.totals, 'added')).toBe(filesOf(back.document.totals, 'removed'))
  const counted = there.document.totals.reduce((sum: number, { files }: { files: number }) => sum + files, 0)
  expect(there.document.files).toHaveLength(counted)
  expect(back.document.files).toBeUndefined()
  const { stdout } = await run('diff', 'orders', '3', 'head')
  expect(stdout).toMatch(/^orders: v3 → v19, 16 commits\nfiles {2}/)
  expect((await run('diff', 'orders', '3', '99')).code).toBe(3)
})

test('diff compares a version with one of another table, and with what a file of actions would make', async () => {
  const within = await json('diff', 'orders', '3', 'head')
  const beyond = await json('diff', 'orders', 'table:orders@3', 'head')
  expect(beyond.document.totals).toEqual(within.document.totals)
  expect(beyond.document.from).toMatchObject({ table: 'orders', version: 3, draft: null })
  expect(beyond.document.partitions.length).toBeGreaterThan(0)
  expect((await run('diff', 'orders', 'head', 'table:nobody')).code).toBe(3)
  expect((await run('diff', 'orders', 'head', 'table:orders@99')).code).toBe(3)

  const file = join(tmpdir(), `deltadesk-${randomUUID()}.json`)
  const add = {
    path: 'dt=2026-12-01/mine',
    partitionValues: { dt: '2026-12-01' },
    size: 7,
    modificationTime: 0,
    dataChange: true,
  }
  await writeFile(file, `${JSON.stringify({ add })}\nno action\n`)
  const { document } = await json('diff', 'orders', 'head', `draft:${file}`, '--files')
  expect(document).toMatchObject({
    to: { table: 'orders', version: 20, draft: { base: 19, unreadable: 1 } },
    totals: [{ kind: 'added', files: 1, bytesAfter: 7 }],
    partitions: [{ values: { dt: '2026-12-01' }, added: 1, removed: 0 }],
    files: [{ kind: 'added', path: add.path, version: 20, before: null, after: { add } }],
  })
  const { stdout } = await run('diff', 'orders', 'head', `draft:${file}`)
  expect(stdout).toMatch(/^orders v19 → orders with .* as v20\n1 lines? (is|are) no actions?/)
  expect((await run('diff', 'orders', 'head', 'draft:/nowhere.json')).code).not.toBe(0)
  await rm(file)
})

test('blame tells the life of a file, a column and a property', async () => {
  const first = commits.flat().find(line => line.startsWith('{"add"')) ?? ''
  const { path } = JSON.parse(first).add
  const file = await json('blame', 'orders', path)
  expect(file.document.events[0]).toMatchObject({ kind: 'added', commit: { version: 1 } })
  expect(JSON.stringify(file.document.events[0].actions[0])).toBe(first)

  const column = await json('blame', 'orders', 'id', '--as', 'column')
  expect(column.document.events).toMatchObject([{ change: 'added', to: 'long', commit: { version: 0 } }])
  expect(await json('blame', 'orders', 'nobody')).toMatchObject({ code: 3, document: { error: { kind: 'not-found' } } })
  expect((await run('blame', 'orders', 'delta.none', '--as', 'property')).code).toBe(3)
  expect((await run('blame', 'orders', 'x', '--as', 'nothing')).code).toBe(2)
})
