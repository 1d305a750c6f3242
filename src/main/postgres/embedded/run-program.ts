import { spawn } from 'node:child_process'
import { childEnvironment } from '../child-environment.ts'
import type { ServerUser } from './server-user.ts'

export interface RunOptions {
  readonly cwd: string
  /** Who runs it; absent: who we are. */
  readonly user?: ServerUser | undefined
}

export interface ProgramResult {
  /** null where it was killed or could not be started. */
  readonly exitCode: number | null
  /** What it printed on both streams, at most the last few kilobytes. */
  readonly output: string
}

const OUTPUT_CHARS_MAX = 8_000
const PIPES_GRACE_MS = 2_000

/** Runs a program to its end. Never throws: a program that cannot be started has no exit code and says why. */
export function runProgram(path: string, args: readonly string[], { cwd, user }: RunOptions): Promise<ProgramResult> {
  return new Promise(resolve => {
    let output = ''
    const child = spawn(path, args, {
      cwd,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(user && { uid: user.uid, gid: user.gid }),
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-OUTPUT_CHARS_MAX)
      })
    }
    child.on('error', error => resolve({ exitCode: null, output: error.message }))
    child.on('close', exitCode => resolve({ exitCode, output: output.trim() }))
    // A server that it leaves behind may hold its pipes open for as long as it runs.
    child.on('exit', () => {
      setTimeout(() => {
        child.stdout.destroy()
        child.stderr.destroy()
      }, PIPES_GRACE_MS).unref()
    })
  })
}

/** Ours without what would tell PostgreSQL's programs another folder, port or language. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(childEnvironment()).filter(([name]) => !/^(PG|LC_|LANG|LD_PRELOAD$)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}
