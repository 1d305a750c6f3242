import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Database } from '../src/main/postgres/connection.ts'

const KILLER = fileURLToPath(new URL('kill-at-file-call.ts', import.meta.url))
const COMMAND = fileURLToPath(new URL('../src/main/cli.ts', import.meta.url))

/** Starts the command as a process of its own, which ends itself at its n-th point; 0 lets it come to its end. */
export function startCommand({ config }: Database, args: readonly string[], killAt = 0): ChildProcess {
  const { user, password, host, port, database } = config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${database}`
  return spawn(process.execPath, ['--import', KILLER, COMMAND, ...args], {
    env: { ...process.env, DELTADESK_DATABASE: url, KILL_AT_FILE_CALL: String(killAt) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Runs the command, and ends it without warning at its n-th point; tells whether it came to its end before. */
export async function runKilled(database: Database, args: readonly string[], killAt: number): Promise<boolean> {
  const child = startCommand(database, args, killAt)
  const signal = await new Promise<NodeJS.Signals | null>(resolve => child.on('exit', (_, by) => resolve(by)))
  return signal === null
}
