import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../src/main/postgres/connection.ts'
import { type EmbeddedServer, startEmbeddedServer } from '../../src/main/postgres/embedded/embedded-server.ts'
import { findPostmaster, stopPostmaster } from '../../src/main/postgres/embedded/postmaster.ts'
import { runProgram } from '../../src/main/postgres/embedded/run-program.ts'
import { prepareServerHome } from '../../src/main/postgres/embedded/server-home.ts'
import { migrate } from '../../src/main/postgres/migrate.ts'
import { type FaultyWay, startProxy } from '../proxy.ts'

/** A server that can be killed and comes back with its data, and a faulty way to it. */
export interface TortureServer {
  readonly database: Database
  readonly way: FaultyWay
  /** kill -9 of the postmaster; its children follow it. Resolves when the server answers again. */
  killAndRestart(): Promise<void>
  /** A restart as an administrator does it, on the same port: every session is ended first. */
  restart(): Promise<void>
  /** It ends, and does not come back. */
  stop(): Promise<void>
  close(): Promise<void>
}

const LOG = { info() {}, warn() {} }
/** A killed process leaves what it wrote to the operating system; only a machine that loses power would need fsync. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '100', restart_after_crash: 'on' }

export async function startTortureServer(): Promise<TortureServer> {
  const folder = await mkdtemp(
    join(process.getuid?.() === 0 ? '/tmp' : (process.env.TMPDIR ?? '/tmp'), 'deltadesk-torture-'),
  )
  const home = await prepareServerHome(folder)
  let server: EmbeddedServer = await startEmbeddedServer({ folder, log: LOG, settings: SETTINGS })
  await migrate(server.config)
  let database = await openDatabase(server.config)
  let way = await startProxy(server.config)
  return {
    get database() {
      return database
    },
    get way() {
      return way
    },
    async killAndRestart() {
      const postmaster = await findPostmaster(home)
      if (postmaster) process.kill(postmaster.pid, 'SIGKILL')
      const [oldDatabase, oldWay] = [database, way]
      server = await startEmbeddedServer({ folder, log: LOG, settings: SETTINGS })
      database = await openDatabase(server.config)
      way = await startProxy(server.config)
      void oldWay.close().catch(() => {})
      void oldDatabase.close().catch(() => {})
    },
    async restart() {
      const args = ['restart', '--mode=fast', '--wait', '--timeout=120', `--pgdata=${home.dataFolder}`]
      const { exitCode, output } = await runProgram(home.binaries.pgCtl, [...args, `--log=${home.logFile}`], {
        cwd: home.folder,
        user: home.user,
      })
      if (exitCode !== 0) throw new Error(`the server was not restarted: ${output}`)
    },
    stop: () => stopPostmaster(home),
    async close() {
      await way.close()
      await database.close()
      await server.stop()
      if (await findPostmaster(home)) await stopPostmaster(home)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
