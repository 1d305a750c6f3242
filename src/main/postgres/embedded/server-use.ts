import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { connectClient } from '../connect-client.ts'
import type { ConnectionConfig } from '../connection-config.ts'
import type { EmbeddedLog } from './embedded-server.ts'

/** Our part in the use of an embedded server by any number of instances of the app. */
export interface ServerUse {
  /** Ends our use. True: nobody else uses the server and nobody can join any more, so the caller stops it. */
  leave(): Promise<boolean>
  /** Drops the connection after the server was stopped. */
  end(): Promise<void>
}

const APPLICATION_NAME = 'deltadesk presence'
const CONNECT_TIMEOUT_MS = 5_000
const REJOIN_ATTEMPTS_MAX = 20
const REJOIN_DELAY_MS = 500
/** Every user holds this advisory lock shared; who gets it exclusive is the last one. It dies with its holder. */
const USE_LOCK = [0x64_6c_75_73, 0]

/** Counts us among the users of the server for as long as our process lives or until we leave. */
export async function joinUsers(config: ConnectionConfig, log: EmbeddedLog): Promise<ServerUse> {
  let client = await join(config)
  let leaving = false

  const rejoin = async (): Promise<void> => {
    for (let attempt = 1; attempt <= REJOIN_ATTEMPTS_MAX && !leaving; attempt++) {
      await sleep(REJOIN_DELAY_MS, undefined, { ref: false })
      const joined = await join(config).catch(() => undefined)
      if (joined === undefined) continue
      client = joined
      watch(client)
      return
    }
  }
  const watch = (watched: pg.Client): void => {
    watched.once('end', () => {
      if (leaving) return
      log.warn('the embedded PostgreSQL ended our connection')
      void rejoin()
    })
  }
  watch(client)

  return {
    leave: async () => {
      leaving = true
      const last = await isLast(client)
      if (!last) await client.end().catch(() => {})
      return last
    },
    end: () => client.end().catch(() => {}),
  }
}

async function join(config: ConnectionConfig): Promise<pg.Client> {
  const client = await connectClient(config, {
    applicationName: APPLICATION_NAME,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    lockTimeoutMs: 0,
  })
  await client.query('select pg_advisory_lock_shared($1, $2)', USE_LOCK).catch(async error => {
    await client.end().catch(() => {})
    throw error
  })
  return client
}

/** False also where the server cannot be asked: then it is gone, or somebody else's to stop. */
async function isLast(client: pg.Client): Promise<boolean> {
  try {
    await client.query('select pg_advisory_unlock_shared($1, $2)', USE_LOCK)
    const { rows } = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1, $2) as last', USE_LOCK)
    return rows[0]?.last === true
  } catch {
    return false
  }
}
