/**
 * `npm run test:s3 [-- vitest arguments]`: runs the tests against a real S3-compatible server. The server is the one that
 * DELTADESK_S3_SERVER names, or versitygw (github.com/versity/versitygw, Apache-2.0), which is built once by `go install`
 * into a folder of this project. Without Go it says so and exits with 0: nothing else needs the server.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const SERVER = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0'
const FOLDER = resolve(import.meta.dirname, '../node_modules/.cache/deltadesk-s3')

const server = process.env.DELTADESK_S3_SERVER ?? builtServer()
if (typeof server === 'string') {
  const env = { ...process.env, DELTADESK_S3_SERVER: server }
  const args = ['run', '--project', 's3', ...process.argv.slice(2)]
  const run = spawnSync('vitest', args, { stdio: 'inherit', env })
  process.exitCode = run.status ?? 1
} else {
  console.log(`skipped: ${server.reason}`)
}

function builtServer(): string | { readonly reason: string } {
  const program = join(FOLDER, process.platform === 'win32' ? 'versitygw.exe' : 'versitygw')
  if (existsSync(program)) return program
  if (spawnSync('go', ['version']).status !== 0) return { reason: 'there is no Go here to build an S3 server with' }
  console.log(`building ${SERVER}`)
  const built = spawnSync('go', ['install', SERVER], { stdio: 'inherit', env: { ...process.env, GOBIN: FOLDER } })
  return built.status === 0 ? program : { reason: `${SERVER} could not be built` }
}
