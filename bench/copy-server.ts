import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../src/main/postgres/connection.ts'
import { startEmbeddedServer } from '../src/main/postgres/embedded/embedded-server.ts'
import { migrate } from '../src/main/postgres/migrate.ts'
import { noteServer } from './measurement.ts'

/** A server for measuring: durable, and free of the work that a server does whenever it likes. */
const SETTINGS = {
  autovacuum: 'off',
  checkpoint_timeout: '1h',
  max_wal_size: '16GB',
  shared_buffers: '1GB',
}

export interface BenchServer {
  readonly database: Database
  /** Open to the account that runs the server. */
  readonly folder: string
}

/** Runs `work` on a migrated server of its own, and says first what the numbers depend on. `settings` are added to it. */
export async function onBenchServer<T>(
  work: (server: BenchServer) => Promise<T>,
  settings: Readonly<Record<string, string>> = {},
): Promise<T> {
  await using releases = new AsyncDisposableStack()
  // A root's own temp folder may be closed to the account that runs the server.
  const folder = await mkdtemp(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'deltadesk-bench-'))
  releases.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const server = await startEmbeddedServer({
    folder,
    log: { info() {}, warn() {} },
    settings: { ...SETTINGS, ...settings },
  })
  releases.defer(() => server.stop())
  await migrate(server.config)
  const database = await openDatabase(server.config, { statementTimeoutMs: 0 })
  releases.defer(() => database.close())
  const { rows } = await database.pool.query<{ fsync: string }>('show fsync')
  const version = database.capabilities.serverVersionText
  const note = `PostgreSQL ${version}, fsync ${rows[0]?.fsync}`
  noteServer(note)
  console.error(`${note}, ${availableParallelism()} cores shared with the server`)
  return await work({ database, folder })
}
