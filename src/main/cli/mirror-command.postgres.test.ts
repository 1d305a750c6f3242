import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { newTable } from '../../../test/drafts.ts'
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
