import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Capabilities, probeCapabilities } from './capabilities.ts'
import { COMMIT_DEFAULTS, type CommitDefaults } from './commit-defaults.ts'
import { clientConfig, connectClient, type SessionOptions, searchPath, sessionRole } from './connect-client.ts'
import { ConnectFailure } from './connect-failure.ts'
import { type ConnectionConfig, formatPlace, isSchemaName } from './connection-config.ts'
import { guardSignIn } from './guard-sign-in.ts'
import { type Peer, peerOf } from './peer-of.ts'

export type { ConnectionConfig } from './connection-config.ts'

export interface DatabaseOptions extends SessionOptions {
  /** Connections that each of the pools opens at the most. */
  readonly poolMax?: number | undefined
  /** `COMMIT_DEFAULTS` where absent. */
  readonly commits?: CommitDefaults | undefined
  /** Called when an idle connection of the pool dies; the pool replaces it on its own. */
  readonly onConnectionLost?: ((error: Error) => void) | undefined
}

/** A Delta log in PostgreSQL that can be read and written. */
export interface Database {
  readonly pool: pg.Pool
  /**
   * Connections on which statements travel together: one is sent without waiting for the answers to those before it. No
   * COPY can be run on them.
   */
  readonly pipelined: pg.Pool
  readonly schema: string
  readonly config: ConnectionConfig
  readonly capabilities: Capabilities
  readonly commits: CommitDefaults
  /** Ends every connection; waits for work in progress to give its connection back. */
  close(): Promise<void>
}

/** A database whose sessions can be made read-only and writable again while it is in use. */
export interface RestrictableDatabase extends Database {
  /** Who answered when it was opened; null where sessions are not encrypted. */
  readonly peer: Peer | null
  /**
   * From here on sessions that are borrowed are of the kind that is asked for; those that are lent out stay as they are
   * until they are given back, and are ended then.
   */
  restrict(isReadOnly: boolean): void
  /**
   * Ends every connection without waiting for its answer, because there is none to come: what runs on it fails now, and not
   * when some timeout is over. New ones are made as they are needed.
   */
  cut(): void
}

const POOL_MAX = 8
const DRAIN_INTERVAL_MS = 20
/** The statements of a commit are made to have one good plan, and planning some of them takes longer than running them. */
const PLAN_ONCE =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off'
const POOL_IDLE_TIMEOUT_MS = 30_000
/** The oldest PostgreSQL that is tried before each release. */
export const SERVER_MAJOR_MIN = 14

/**
 * Connects, checks that the server can carry a Delta log, and gives a pool whose sessions all see one schema. Throws a
 * ConnectFailure. It does not migrate: see `migrate`.
 */
export async function openDatabase(
  config: ConnectionConfig,
  options: DatabaseOptions = {},
): Promise<RestrictableDatabase> {
  const { capabilities, peer } = await checkServer(config, options)
  const isServerReadOnly = capabilities.readOnly && !config.isReadOnly
  const clients = new Set<pg.PoolClient>()
  const poolsOf = (wanted: ConnectionConfig) => ({
    config: wanted,
    pool: follow(openPool(wanted, options, false), clients),
    pipelined: follow(openPool(wanted, options, true), clients),
    capabilities: { ...capabilities, readOnly: wanted.isReadOnly === true || isServerReadOnly },
  })
  let current = poolsOf(config)
  const ending = new Set<Promise<void>>()
  const end = ({ pool, pipelined }: typeof current) => {
    const ended = Promise.all([endPool(pool), endPool(pipelined)]).then(() => void ending.delete(ended))
    ending.add(ended)
  }
  return {
    schema: config.schema,
    commits: options.commits ?? COMMIT_DEFAULTS,
    peer,
    get pool() {
      return current.pool
    },
    get pipelined() {
      return current.pipelined
    },
    get config() {
      return current.config
    },
    get capabilities() {
      return current.capabilities
    },
    restrict(isReadOnly) {
      if ((current.config.isReadOnly === true) === isReadOnly) return
      const before = current
      current = poolsOf({ ...config, isReadOnly })
      end(before)
    },
    cut() {
      for (const client of clients) client.connection.stream.destroy()
    },
    async close() {
      end(current)
      await Promise.all(ending)
    },
  }
}

/** Every connection of a pool for as long as it lives. */
function follow(pool: pg.Pool, clients: Set<pg.PoolClient>): pg.Pool {
  pool.on('connect', client => clients.add(client))
  pool.on('remove', client => clients.delete(client))
  return pool
}

/** A pool of connections that all see the schema; statements travel together on it where `pipeline` says so. */
export function openPool(config: ConnectionConfig, options: DatabaseOptions, pipeline: boolean): pg.Pool {
  const settings = clientConfig(config, options)
  const pool = new pg.Pool({
    ...settings,
    Client: guardedClient(config),
    pipeline,
    ...(pipeline && { options: `${settings.options} ${PLAN_ONCE}` }),
    max: options.poolMax ?? POOL_MAX,
    idleTimeoutMillis: POOL_IDLE_TIMEOUT_MS,
  })
  pool.on('error', error => options.onConnectionLost?.(error))
  // The pool listens to idle connections alone; one that dies while it is lent out would end the process.
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}

function guardedClient(config: ConnectionConfig): typeof pg.Client {
  return class extends pg.Client {
    constructor(settings?: string | pg.ClientConfig) {
      super(settings)
      guardSignIn(this, config)
    }
  }
}

/** A pool that is told to end forgets who waits for a connection of it; so they are served first. */
async function endPool(pool: pg.Pool): Promise<void> {
  while (pool.waitingCount > 0) await sleep(DRAIN_INTERVAL_MS)
  await pool.end()
}

async function checkServer(
  config: ConnectionConfig,
  options: SessionOptions,
): Promise<{ readonly capabilities: Capabilities; readonly peer: Peer | null }> {
  if (!isSchemaName(config.schema)) {
    throw new ConnectFailure(
      'check-server',
      `"${config.schema}" cannot be the schema: lower-case letters, digits and underscores are expected, at most 63.`,
    )
  }
  const client = await connectClient(config, options)
  try {
    const capabilities = await probeCapabilities(client)
    if (capabilities.serverVersion < SERVER_MAJOR_MIN * 10_000) {
      throw new ConnectFailure(
        'check-server',
        `${formatPlace(config)} is PostgreSQL ${capabilities.serverVersionText}; version ${SERVER_MAJOR_MIN} or newer is expected.`,
      )
    }
    await checkSettings(client, config)
    return { capabilities, peer: peerOf(client) }
  } finally {
    await client.end()
  }
}

/** A pooler that gives each transaction another session drops what was asked for at the start, the schema first of all. */
async function checkSettings(client: pg.Client, config: ConnectionConfig): Promise<void> {
  const { rows } = await client.query<{ path: string; readOnly: boolean; role: string }>(
    `select current_setting('search_path') as path, current_setting('default_transaction_read_only')::bool as "readOnly",
            current_user::text as role`,
  )
  const [row] = rows
  const isReadOnly = config.isReadOnly !== true || row?.readOnly === true
  const role = sessionRole(config)
  const isRole = role === undefined || row?.role === role
  if (row?.path.replaceAll(' ', '') === searchPath(config) && isReadOnly && isRole) return
  throw new ConnectFailure(
    'check-server',
    `${formatPlace(config)} does not keep the settings of a session: a pooler such as PgBouncer in transaction mode stands before it. Connect to PostgreSQL itself, or to a pooler in session mode.`,
  )
}
