import type pg from 'pg'
import { type Database, openPool } from './connection.ts'

/** A log as one simulated writer reaches it: by connections of its own, which can be seen and broken from outside. */
export interface WriterConnection {
  readonly database: Database
  /** The server's process of the connection that is in use; undefined between two uses. */
  readonly pid: number | undefined
  /** The connection dies, as it does when the writer's program ends. */
  cut(): void
  /** From here on everything that the server answers is lost; the connection dies with the answer to COMMIT. */
  loseAnswer(): void
  close(): Promise<void>
}

const IDLE_MS = 60_000

/**
 * Opens nothing yet. `database` is an object of its own, so that the writer waits in no queue that other writers of this
 * process stand in: like a program of its own, it has the table's lock alone to wait for.
 */
export function writerConnection(base: Database, name: string): WriterConnection {
  const options = { applicationName: `deltadesk simulation ${name}`.slice(0, 63), poolMax: 1 }
  const pools = [openPool(base.config, options, false), openPool(base.config, options, true)] as const
  let used: pg.PoolClient | undefined
  for (const pool of pools) {
    pool.options.idleTimeoutMillis = IDLE_MS
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
  const { schema, config, capabilities } = base
  return {
    database: { pool: pools[0], pipelined: pools[1], schema, config, capabilities, close },
    get pid() {
      return used && 'processID' in used && typeof used.processID === 'number' ? used.processID : undefined
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
