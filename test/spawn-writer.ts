import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Database } from '../src/main/postgres/connection.ts'
import type { Draft } from '../src/shared/contract/schemas.ts'

const PROGRAM = fileURLToPath(new URL('./held-writer.ts', import.meta.url))

export interface HeldWriter {
  readonly process: ChildProcess
  /** Resolves when the writer stands before its step. */
  readonly holding: Promise<void>
  /** Lets it go on and gives the kind of its outcome. */
  finish(): Promise<string>
  kill(): Promise<void>
}

/** A real writer in a process of its own that waits before a step; with no step it runs through. */
export function spawnWriter(
  { config }: Database,
  draft: Draft,
  { holdAt = '', idleMs = 60_000, journalFolder = '' },
): HeldWriter {
  const { user, password, host, port, database } = config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${database}`
  const text = JSON.stringify(draft, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  const args = [PROGRAM, url, text, holdAt, String(idleMs), ...(journalFolder === '' ? [] : [journalFolder])]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = new Promise<void>(resolve => child.on('exit', () => resolve()))
  let output = ''
  const holding = new Promise<void>(resolve => {
    child.stdout.on('data', chunk => {
      output += chunk
      if (output.includes('holding')) resolve()
    })
  })
  return {
    process: child,
    holding,
    async finish() {
      child.stdin.write('go on\n')
      await exited
      return output.trim().split('\n').at(-1) ?? ''
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
