import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ConnectionConfig } from '../src/main/postgres/connection.ts'

const REPOSITORY = fileURLToPath(new URL('../', import.meta.url))

export interface KilledImport {
  readonly config: ConnectionConfig
  readonly log: string
  readonly taskId: string
  readonly batchVersions: number
}

/** When an import in a process of its own ends by kill -9: when so many batches are in the database, or after a time. */
export type KillMoment = { readonly batches: number } | { readonly afterMs: number }

/** Gives what the import said, which is nothing where it was killed in time. */
export async function runKilledImport(
  { config, log, taskId, batchVersions }: KilledImport,
  moment: KillMoment,
): Promise<string> {
  const { host, port, user, password, database } = config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${database}`
  const before = 'batches' in moment ? String(moment.batches + 1) : '0'
  const child = spawn(process.execPath, ['test/import-app.ts', url, log, taskId, String(batchVersions), before], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const closed = once(child, 'close')
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString('utf8')
  })
  if ('afterMs' in moment) {
    await Promise.race([closed, sleep(moment.afterMs)])
    child.kill('SIGKILL')
  }
  await closed
  return said.trim()
}
