import { execFile } from 'node:child_process'
import { splitWords } from '../../shared/connection/split-words.ts'
import { childEnvironment } from '../postgres/child-environment.ts'

const TIMEOUT_MS = 30_000
const OUTPUT_BYTES_MAX = 64 * 1024

/**
 * The first line that a program prints: a password manager's way of giving a password. No shell is involved. Throws a
 * sentence that says nothing of what was printed.
 */
export function runSecretCommand(command: string): Promise<string> {
  const [program, ...args] = splitWords(command) ?? []
  if (program === undefined) throw new Error('The command for the password has no program, or a quote that is open.')
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const options = { timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX, env: childEnvironment() }
  execFile(program, args, options, (error, stdout) => {
    if (error) {
      const how = error.killed ? `within ${TIMEOUT_MS / 1000} s` : `(${String(error.code ?? 'no code')})`
      return reject(new Error(`The command for the password did not succeed ${how}.`))
    }
    resolve(stdout.split(/\r?\n/, 1)[0] ?? '')
  })
  return promise
}
