/**
 * Runs the app from its sources in an ordinary browser: the page reloads hot, main starts again when one of its files
 * changes. Port and token stay the same, so that an open page finds the new main.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createSecret } from '../src/main/host/loopback/sessions.ts'

process.chdir(`${import.meta.dirname}/..`)
const port = await freePort()
const child = spawn(
  process.execPath,
  [
    '--watch',
    '--watch-preserve-output',
    '--watch-path=src/main',
    '--watch-path=src/shared',
    'scripts/dev-main.ts',
    `--port=${port}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, DELTADESK_DEV_TOKEN: createSecret() } },
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
const [exitCode] = await once(child, 'exit')
process.exitCode = exitCode ?? 0

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
