import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { chown, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { ConnectionConfig } from '../src/main/postgres/connection.ts'
import { runProgram } from '../src/main/postgres/embedded/run-program.ts'
import { chooseServerUser, giveTo } from '../src/main/postgres/embedded/server-user.ts'
import { Secret } from '../src/main/postgres/secret.ts'

const DEBIAN_FOLDER = '/usr/lib/postgresql'

/** The folders of programs of every PostgreSQL that Debian's packages have installed here. */
export function installedPrograms(): readonly string[] {
  if (!existsSync(DEBIAN_FOLDER)) return []
  return readdirSync(DEBIAN_FOLDER)
    .map(major => join(DEBIAN_FOLDER, major, 'bin'))
    .filter(folder => existsSync(join(folder, 'initdb')))
}

/** A server of an installed PostgreSQL, with data of its own. */
export interface InstalledServer {
  readonly config: ConnectionConfig
  readonly dataFolder: string
  start(): Promise<void>
  stop(): Promise<void>
  /** Runs one of its programs as the owner of the data; throws where it fails. */
  run(program: string, ...args: string[]): Promise<void>
  /** Puts the data back to what they were when this was called. */
  keep(): Promise<() => Promise<void>>
  remove(): Promise<void>
}

const USER = 'postgres'

/** Makes the data, with more options of initdb, and starts the server with these settings; `remove` ends both. */
export async function installedServer(
  programs: string,
  wished: Readonly<Record<string, string>> = {},
  making: readonly string[] = [],
): Promise<InstalledServer> {
  const folder = await mkdtemp('/tmp/deltadesk-installed-')
  const user = await chooseServerUser([])
  if (user) await chown(folder, user.uid, user.gid)
  const dataFolder = join(folder, 'data')
  const password = new Secret(randomUUID())
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password.reveal())
  if (user) await chown(passwordFile, user.uid, user.gid)
  const port = await freePort()
  const run = async (program: string, ...args: string[]): Promise<void> => {
    const { exitCode, output } = await runProgram(join(programs, program), args, { cwd: folder, user })
    if (exitCode !== 0) throw new Error(`${program}: ${output}`)
  }
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    '-c fsync=off',
    `-c unix_socket_directories=${folder}`,
    ...Object.entries(wished).map(([name, value]) => `-c ${name}=${value}`),
  ]
  const server: InstalledServer = {
    config: { host: '127.0.0.1', port, user: USER, password, database: 'postgres', schema: 'public' },
    dataFolder,
    run,
    async start() {
      if (user) await giveTo(dataFolder, user)
      await run('pg_ctl', 'start', '-w', '-s', '-D', dataFolder, '-l', join(folder, 'log'), '-o', settings.join(' '))
    },
    stop: () => run('pg_ctl', 'stop', '-w', '-s', '-m', 'fast', '-D', dataFolder),
    async keep() {
      const kept = join(folder, randomUUID())
      await cp(dataFolder, kept, { recursive: true })
      return async () => {
        await rm(dataFolder, { recursive: true })
        await cp(kept, dataFolder, { recursive: true })
      }
    },
    async remove() {
      await server.stop().catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
  const made = [
    '-D',
    dataFolder,
    '-U',
    USER,
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--no-sync',
    ...making,
  ]
  await run('initdb', ...made)
  await server.start()
  return server
}

/** A port that nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      // A TCP server's address is an object; only pipes have a string.
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
