import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, newTable } from '../../../test/drafts.ts'
import { commitMore } from '../../../test/mirrored-table.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { findTableById } from '../postgres/import-mark.ts'
import { runCommandLine } from './run-command-line.ts'

const database = useDatabase()
const folder = temporaryFolder()

async function json(args: readonly string[], signal = new AbortController().signal, stderr = new PassThrough()) {
  const { host, port, user, password, database: name } = database.config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${name}`
  const stdout = new PassThrough()
  const code = await runCommandLine([...args, '--json', '--database', url], {
    stdout,
    stderr,
    stdin: Readable.from([]),
    environment: { DELTADESK_HOME: join(folder(), 'data') },
    signal,
  })
  return { code, document: JSON.parse(await text(stdout.end())) as Record<string, unknown> }
}

test('a table is mirrored, verified, repaired and let go by the command alone', async () => {
  const tableId = await newTable(database)
  await commitMore(database, tableId, 0, 4)
  const name = (await findTableById(database, tableId))?.name ?? ''
  const target = join(folder(), 'lake')
  expect(await json(['mirror', 'set', '--table', name, '--target', target])).toMatchObject({
    code: 0,
    document: { target },
  })
  expect(await json(['mirror', 'run', '--once'])).toMatchObject({
    code: 0,
    document: { mirrors: [{ name, published: 3, ratified: 3, publisher: null }], alerts: [] },
  })
  expect(await readdir(join(target, '_delta_log'))).toHaveLength(4)
  await rm(join(target, '_delta_log', '00000000000000000002.json'))
  expect(await json(['mirror', 'verify'])).toMatchObject({
    code: 4,
    document: { error: { kind: 'refused', reports: [{ counts: { missing: 1 } }] } },
  })
  expect(await json(['mirror', 'verify', '--table', name, '--repair'])).toMatchObject({
    code: 0,
    document: { reports: [{ repaired: 1, counts: { identical: 4 } }] },
  })
  expect(await json(['mirror', 'pause', '--table', name])).toMatchObject({
    document: { mirrors: [{ state: 'paused' }] },
  })
  expect(await json(['mirror', 'pause', '--table', name])).toMatchObject({ code: 4 })
  expect(await json(['mirror', 'resume', '--table', name])).toMatchObject({ code: 0 })
  expect(await json(['mirror', 'remove', '--table', name])).toMatchObject({ code: 0 })
  expect(await json(['mirror', 'status'])).toMatchObject({ document: { mirrors: [] } })
  expect(await json(['mirror', 'fly'])).toMatchObject({ code: 2, document: { error: { kind: 'usage' } } })
})

test('a publisher that runs follows commits, serves its metrics on the loopback address and ends when it is told to', async () => {
  const tableId = await newTable(database)
  await commitMore(database, tableId, 0, 1)
  const name = (await findTableById(database, tableId))?.name ?? ''
  await json(['mirror', 'set', '--table', name, '--target', join(folder(), 'followed')])
  const stop = new AbortController()
  const stderr = new PassThrough()
  const running = json(['mirror', 'run', '--metrics', '0'], stop.signal, stderr)
  const [said] = (await stderr.iterator({ destroyOnReturn: false }).next()).value.toString().match(/http:\S+/) ?? []
  await commitMore(database, tableId, 1, 2)
  const wanted = `deltadesk_mirror_published_version{table="${name}"} 2`
  for (let tries = 0; tries < 200; tries++) {
    if ((await (await fetch(said)).text()).includes(wanted)) break
    await sleep(25)
  }
  expect(await (await fetch(said)).text()).toContain(wanted)
  expect((await fetch(new URL('/', said))).status).toBe(404)
  stop.abort()
  expect(await running).toMatchObject({ code: 0, document: { mirrors: [{ name, published: 2, publisher: null }] } })
  await expect(fetch(said)).rejects.toThrow()
})

test('[M3] [M5] a published log is checkpointed on demand, and cleaned up only as offered', async () => {
  const source = join(folder(), 'old-log')
  for (let version = 0; version < 6; version++) await writeOld(source, version)
  const { document } = await json(['import', source])
  const name = String(document.name)
  const target = join(folder(), 'cleaned')
  await json(['mirror', 'set', '--table', name, '--target', target])
  await json(['mirror', 'run', '--once'])
  const cleanup = ['mirror', 'cleanup', '--table', name]
  expect(await json(cleanup)).toMatchObject({ code: 0, document: { from: null, count: 0 } })
  expect(await json(['mirror', 'checkpoint', '--table', name])).toMatchObject({
    code: 0,
    document: { version: 5, form: 'classic', addFiles: 5, pointer: 'moved' },
  })
  expect(await json(cleanup)).toMatchObject({ document: { from: 5, count: 5 } })
  expect(await json([...cleanup, '--remove', '4'])).toMatchObject({ code: 4 })
  expect(await json([...cleanup, '--remove', '5'])).toMatchObject({ code: 0, document: { from: 5, removed: 5 } })
  expect((await readdir(join(target, '_delta_log'))).filter(file => file.endsWith('.json'))).toEqual([
    '00000000000000000005.json',
  ])
  expect(await json(['mirror', 'verify', '--table', name, '--full', '--repair'])).toMatchObject({
    code: 0,
    document: { reports: [{ repaired: 0, counts: { identical: 1 }, snapshot: { state: 'same', version: 5 } }] },
  })
  await writeOld(target, 6)
  // A checkpoint of another state says of the removed commits what this table did not commit.
  const checkpoint = join(target, '_delta_log', '00000000000000000005.checkpoint.parquet')
  const ours = await readFile(checkpoint)
  await writeFile(checkpoint, await checkpointOfOthers())
  expect(await json(['mirror', 'take', '--table', name])).toMatchObject({
    code: 4,
    document: { error: { message: expect.stringMatching(/version 5 the checkpoint has/) } },
  })
  expect(await json(['mirror', 'status', '--table', name])).toMatchObject({ document: { mirrors: [{ ratified: 5 }] } })
  await writeFile(checkpoint, ours)
  expect(await json(['mirror', 'take', '--table', name])).toMatchObject({ code: 0, document: { name, head: 6 } })
  await json(['mirror', 'run', '--once'])
  expect(await json(['mirror', 'verify', '--table', name, '--full'])).toMatchObject({
    document: { reports: [{ counts: { identical: 2 }, snapshot: { state: 'same', version: 6 } }] },
  })
}, 180_000)

test('[C6] [M3] what a foreign program put behind the head becomes versions of the table byte for byte, and the mirror goes on', async () => {
  const tableId = await newTable(database)
  await commitMore(database, tableId, 0, 3)
  const name = (await findTableById(database, tableId))?.name ?? ''
  const target = join(folder(), 'shared')
  await json(['mirror', 'set', '--table', name, '--target', target])
  await json(['mirror', 'run', '--once'])
  expect(await json(['mirror', 'take', '--table', name])).toMatchObject({ code: 4 })
  await writeOld(target, 3)
  await writeOld(target, 4)
  const foreign = await readFile(join(target, '_delta_log', '00000000000000000004.json'), 'utf8')
  expect(await json(['mirror', 'verify', '--table', name])).toMatchObject({ code: 4 })
  expect(await json(['mirror', 'take', '--table', name])).toMatchObject({ code: 0, document: { name, head: 4 } })
  await json(['mirror', 'run', '--once'])
  expect(await json(['mirror', 'status', '--table', name])).toMatchObject({
    document: { mirrors: [{ published: 4, ratified: 4 }] },
  })
  expect(await readFile(join(target, '_delta_log', '00000000000000000004.json'), 'utf8')).toBe(foreign)
  expect(await json(['mirror', 'verify', '--table', name, '--full'])).toMatchObject({
    document: { reports: [{ counts: { identical: 5 }, snapshot: { state: 'same', version: 4 } }] },
  })
  await commitMore(database, tableId, 5, 1)
  await json(['mirror', 'run', '--once'])
  expect(await json(['mirror', 'status', '--table', name])).toMatchObject({
    document: { mirrors: [{ published: 5, ratified: 5 }] },
  })
})

/** A checkpoint of version 5 of a table that has as many files with other names. */
async function checkpointOfOthers(): Promise<Buffer> {
  const source = join(folder(), 'log-of-others')
  for (let version = 0; version < 6; version++) await writeOld(source, version, 'other')
  const name = String((await json(['import', source])).document.name)
  const target = join(folder(), 'others')
  await json(['mirror', 'set', '--table', name, '--target', target])
  await json(['mirror', 'run', '--once'])
  await json(['mirror', 'checkpoint', '--table', name])
  return readFile(join(target, '_delta_log', '00000000000000000005.checkpoint.parquet'))
}

/** Puts a commit of long ago into a log, as a foreign program would; fields stand in another order than ours. */
async function writeOld(table: string, version: number, prefix = 'foreign'): Promise<void> {
  const { timestamp, ...info } = commitInfo.commitInfo
  const [, ...rest] = creation()
  const actions = [
    { commitInfo: { ...info, timestamp: timestamp + version } },
    ...(version === 0 ? rest : [add(`${prefix}-${version}.parquet`)]),
  ]
  await mkdir(join(table, '_delta_log'), { recursive: true })
  const text = actions.map(action => JSON.stringify(action)).join('\n')
  await writeFile(join(table, '_delta_log', `${String(version).padStart(20, '0')}.json`), text)
}
