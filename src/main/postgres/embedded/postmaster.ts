import { readFile, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'
import type { ServerHome } from './server-home.ts'

/** What postmaster.pid says of the server that holds, or held, the data folder. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

const LOG_BYTES_MAX = 10 * 1024 * 1024
const START_TIMEOUT_S = 120
const STOP_TIMEOUT_S = 60

/** Undefined where no server holds the data folder, or where the one that did is gone. */
export async function findPostmaster(home: ServerHome): Promise<Postmaster | undefined> {
  const text = await readFile(pidFile(home), 'utf8').catch(() => '')
  const [pid, , , port] = text.split('\n').map(Number)
  if (pid === undefined || port === undefined || !(pid > 0) || !(port > 0)) return undefined
  return (await isOurServer(home, pid)) ? { pid, port } : undefined
}

/** Starts a server on a free port; says what went wrong where it did not start, for example because another one did. */
export async function startPostmaster(
  home: ServerHome,
  settings: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  await rotateLog(home)
  await dropMisleadingPidFile(home)
  const port = await freePort()
  const options = Object.entries({ ...settings, port: `${port}` }).map(([name, value]) => `-c ${name}=${value}`)
  const { exitCode, output } = await runProgram(
    home.binaries.pgCtl,
    [
      'start',
      '--wait',
      `--timeout=${START_TIMEOUT_S}`,
      `--pgdata=${home.dataFolder}`,
      `--log=${home.logFile}`,
      `--options=${options.join(' ')}`,
    ],
    { cwd: home.folder, user: home.user },
  )
  return exitCode === 0 ? undefined : `${output}\n${await logTail(home)}`.trim()
}

/** Fast shutdown: ends every session, writes everything down, and waits for the server to be gone. */
export async function stopPostmaster(home: ServerHome): Promise<void> {
  const { exitCode, output } = await runProgram(
    home.binaries.pgCtl,
    ['stop', '--mode=fast', '--wait', `--timeout=${STOP_TIMEOUT_S}`, `--pgdata=${home.dataFolder}`],
    { cwd: home.folder, user: home.user },
  )
  if (exitCode !== 0 && (await findPostmaster(home)) !== undefined) {
    throw new Error(`The embedded PostgreSQL in ${home.folder} did not stop: ${output}`)
  }
}

function pidFile(home: ServerHome): string {
  return join(home.dataFolder, 'postmaster.pid')
}

/**
 * A killed server leaves postmaster.pid behind. PostgreSQL sees through it unless its process number belongs to another
 * process of the same account by now; then it would refuse to start for as long as that one lives.
 */
async function dropMisleadingPidFile(home: ServerHome): Promise<void> {
  const text = await readFile(pidFile(home), 'utf8').catch(() => undefined)
  if (text === undefined) return
  const pid = Number(text.split('\n')[0])
  if (!(pid > 0) || !isAlive(pid) || (await isOurServer(home, pid))) return
  const aside = `${pidFile(home)}.stale.${process.pid}`
  try {
    await rename(pidFile(home), aside)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
  const taken = await readFile(aside, 'utf8')
  if (taken === text) await rm(aside)
  else await rename(aside, pidFile(home))
}

async function isOurServer(home: ServerHome, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  const command = await commandLine(home, pid)
  return command === undefined || command.includes(home.dataFolder)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Undefined where this platform does not tell. */
async function commandLine(home: ServerHome, pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  if (process.platform === 'win32') return undefined
  const { output } = await runProgram('ps', ['-ww', '-p', `${pid}`, '-o', 'command='], { cwd: home.folder })
  return output
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port was given to listen on'))
        else resolve(address.port)
      })
    })
  })
}

async function rotateLog(home: ServerHome): Promise<void> {
  const size = await stat(home.logFile).then(
    ({ size }) => size,
    () => 0,
  )
  if (size > LOG_BYTES_MAX) await rename(home.logFile, `${home.logFile}.1`)
}

async function logTail(home: ServerHome): Promise<string> {
  const text = await readFile(home.logFile, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-5).join('\n')
}
