import type pg from 'pg'
import { type Database, openPool } from './connection.ts'

/** A statement on its way to the server. */
export interface SentStatement {
  readonly text: string
  readonly values: readonly unknown[]
}

/** A log as one simulated writer reaches it: by connections of its own, which can be seen and broken from outside. */
export interface WriterConnection {
  readonly database: Database
  /** The server's process of the connection that is in use; undefined between two uses. */
  readonly pid: number | undefined
  /** What was sent since this was asked last, the first first. */
  takeSent(): SentStatement[]
  /** The connection dies, as it does when the writer's program ends. */
  cut(): void
  /** From here on everything that the server answers is lost; the connection dies with the answer to COMMIT. */
  loseAnswer(): void
  close(): Promise<void>
}

const IDLE_MS = 60_000
/** Whoever does not ask what was sent must not make it grow. */
const SENT_MAX = 64

/**
 * Opens nothing yet. `database` is an object of its own, so that the writer waits in no queue that other writers of this
 * process stand in: like a program of its own, it has the table's lock alone to wait for.
 */
export function writerConnection(base: Database, name: string): WriterConnection {
  const options = { applicationName: `deltadesk simulation ${name}`.slice(0, 63), poolMax: 1 }
  const pools = [openPool(base.config, options, false), openPool(base.config, options, true)] as const
  let used: pg.PoolClient | undefined
  let sent: SentStatement[] = []
  for (const pool of pools) {
    pool.options.idleTimeoutMillis = IDLE_MS
    pool.on('connect', client => {
      client.query = new Proxy(client.query, {
        apply(query, self, call: unknown[]) {
          if (sent.length < SENT_MAX) sent.push(statementOf(call))
          return Reflect.apply(query, self, call)
        },
      })
    })
    pool.on('acquire', client => {
      used = client
    })
    pool.on('release', (_, client) => {
      if (used === client) used = undefined
    })
  }
  const close = async () => {
    await Promise.all(pools.map(pool => pool.end()))
  }
  const { schema, config, capabilities, commits } = base
  return {
    database: { pool: pools[0], pipelined: pools[1], schema, config, capabilities, commits, close },
    get pid() {
      return used && 'processID' in used && typeof used.processID === 'number' ? used.processID : undefined
    },
    takeSent() {
      const taken = sent
      sent = []
      return taken
    },
    cut() {
      used?.connection.stream.destroy()
    },
    loseAnswer() {
      const stream = used?.connection.stream
      stream?.removeAllListeners('data')
      stream?.on('data', (chunk: Buffer) => {
        if (chunk.includes('COMMIT\0') || chunk.includes('ROLLBACK\0')) stream.destroy()
      })
    },
    close,
  }
}

/** Of a call of `query`: a text with its values, or an object that has both, as streams of COPY do. */
function statementOf([query, given]: readonly unknown[]): SentStatement {
  if (typeof query === 'string') return { text: query, values: Array.isArray(given) ? given : [] }
  if (typeof query !== 'object' || query === null) return { text: '', values: [] }
  const text = 'text' in query && typeof query.text === 'string' ? query.text : ''
  const values = 'values' in query && Array.isArray(query.values) ? query.values : given
  return { text, values: Array.isArray(values) ? values : [] }
}
