import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './installed-server.ts'

const PROGRAM = '/usr/sbin/sshd'
const START_MS_MAX = 60_000

/** OpenSSH's own server, as a machine on the way. */
export interface OpenSshServer {
  readonly port: number
  readonly user: string
  /** A key that it lets in, without a passphrase. */
  readonly keyFile: string
  /** Its line of known_hosts, without the name. */
  readonly hostKey: string
  stop(): Promise<void>
}

/** Why there is none to be had here; undefined where there is. */
export function openSshMissing(): string | undefined {
  return existsSync(PROGRAM) ? undefined : `${PROGRAM} is not installed (Debian's package openssh-server)`
}

/** Starts it for the user that runs this, with keys of its own in the folder. */
export async function openSshServer(folder: string, hostKeyType = 'ed25519'): Promise<OpenSshServer> {
  const port = await freePort()
  const user = userInfo().username
  const keyFile = join(folder, 'id_own')
  const hostKeyFile = join(folder, 'host_key')
  for (const [path, type] of [
    [keyFile, 'ed25519'],
    [hostKeyFile, hostKeyType],
  ] as const) {
    if (!existsSync(path)) execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', path])
  }
  const allowed = join(folder, 'authorized_keys')
  writeFileSync(allowed, readFileSync(`${keyFile}.pub`), { mode: 0o600 })
  // Where its account is root, it wants a place of its own for the half without rights.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const settings = {
    Port: port,
    ListenAddress: '127.0.0.1',
    HostKey: hostKeyFile,
    AuthorizedKeysFile: allowed,
    PidFile: 'none',
    StrictModes: 'no',
    UsePAM: 'no',
    PasswordAuthentication: 'no',
    PermitRootLogin: 'prohibit-password',
    AllowTcpForwarding: 'yes',
  }
  const words = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const server = spawn(PROGRAM, ['-D', '-e', '-f', '/dev/null', ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
  await listening(server, port)
  return {
    port,
    user,
    keyFile,
    hostKey: readFileSync(`${hostKeyFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' '),
    stop: () => ended(server),
  }
}

async function listening(server: ChildProcess, port: number): Promise<void> {
  for (const until = Date.now() + START_MS_MAX; Date.now() < until; await sleep(20)) {
    if (server.exitCode !== null) throw new Error(`sshd ended with ${server.exitCode}`)
    if (await answers(port)) return
  }
  throw new Error('sshd does not listen')
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise(resolve => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve()
    server.once('exit', () => resolve())
    server.kill('SIGTERM')
  })
}
