import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { connectClient } from '../connect-client.ts'
import { ConnectFailure } from '../connect-failure.ts'
import { type ConnectionConfig, SCHEMA_DEFAULT } from '../connection-config.ts'
import { ensureCluster, SUPERUSER } from './cluster.ts'
import { findPostmaster, startPostmaster, stopPostmaster } from './postmaster.ts'
import { prepareServerHome, type ServerHome } from './server-home.ts'
import { joinUsers, type ServerUse } from './server-use.ts'

export interface EmbeddedLog {
  info(message: string): void
  warn(message: string): void
}

export interface EmbeddedServerOptions {
  /** Holds the data, the password, the programs where they must be copied, and the server's log; made where absent. */
  readonly folder: string
  readonly log: EmbeddedLog
  /** Server settings of this start, for example `{ fsync: 'off' }`; values without spaces or quotes. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** Where the data go when root's `folder` is closed to the account that runs the server. */
  readonly shelter?: string | undefined
}

export interface EmbeddedServer {
  readonly config: ConnectionConfig
  /** Leaves the server, and stops it where nobody else uses it. */
  stop(): Promise<void>
}

const DATABASE = 'deltadesk'
const START_DEADLINE_MS = 180_000
const RETRY_DELAY_MS = 200
const CONNECT_TIMEOUT_MS = 5_000

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // A backend whose client is gone notices while it runs a long statement or waits for a lock.
  client_connection_check_interval: '10s',
}

/**
 * Gives a running PostgreSQL of our own that listens on 127.0.0.1 alone. A server that runs already, started by another
 * instance or left behind by a killed one, is shared; the last one to leave stops it. Data and password are kept in the
 * folder and found again at the next start.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const home = await prepareServerHome(options.folder, options.shelter)
  const password = await ensureCluster(home, { durable: options.settings?.fsync !== 'off' })
  const settings = { ...SETTINGS, ...options.settings }
  const deadline = Date.now() + START_DEADLINE_MS
  for (let problem = 'it did not answer'; ; await sleep(RETRY_DELAY_MS)) {
    if (Date.now() > deadline) throw new Error(`The embedded PostgreSQL in ${home.folder} did not start: ${problem}`)
    const running = await findPostmaster(home)
    if (running === undefined) {
      problem = (await startPostmaster(home, settings)) ?? problem
      continue
    }
    const config = {
      host: '127.0.0.1',
      port: running.port,
      user: SUPERUSER,
      password,
      database: DATABASE,
      schema: SCHEMA_DEFAULT,
    }
    const use = await tryJoin(config, options.log)
    if (typeof use === 'string') {
      problem = use
      continue
    }
    options.log.info(`embedded PostgreSQL on port ${running.port}, data in ${home.dataFolder}`)
    return { config, stop: () => leave(home, use, options.log) }
  }
}

/** Why not, where the server is not to be had right now: it is starting, or it is stopping. */
async function tryJoin(config: ConnectionConfig, log: EmbeddedLog): Promise<ServerUse | string> {
  try {
    await ensureDatabase(config)
    return await joinUsers({ ...config, database: 'postgres' }, log)
  } catch (error) {
    // A busy server may not have answered in time; only its refusal is final.
    if (error instanceof ConnectFailure && error.step === 'authenticate' && error.sqlState !== undefined) throw error
    if (error instanceof ConnectFailure || error instanceof pg.DatabaseError) return error.message
    throw error
  }
}

async function ensureDatabase(config: ConnectionConfig): Promise<void> {
  const client = await connectClient({ ...config, database: 'postgres' }, { connectTimeoutMs: CONNECT_TIMEOUT_MS })
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [config.database])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(config.database)}`)
  } finally {
    await client.end()
  }
}

async function leave(home: ServerHome, use: ServerUse, log: EmbeddedLog): Promise<void> {
  if (!(await use.leave())) {
    log.info('embedded PostgreSQL is left running: another instance uses it')
    return
  }
  await stopPostmaster(home)
  await use.end()
  log.info('embedded PostgreSQL stopped')
}
