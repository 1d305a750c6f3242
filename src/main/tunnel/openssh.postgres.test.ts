import { execFileSync, spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { type OpenSshServer, openSshMissing, openSshServer } from '../../../test/openssh-server.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { openDatabase } from '../postgres/connection.ts'
import { openTunnel } from './open-tunnel.ts'
import type { Tunnel } from './tunnel.ts'
import { HostKeyUnknown } from './tunnel.ts'
import { TunnelSecretNeeded } from './tunnel-secret-needed.ts'

const missing = openSshMissing()
const title = `OpenSSH's own server on the way${missing === undefined ? '' : `: ${missing}`}`
const PASSPHRASE = 'sesame'

describe.skipIf(missing !== undefined)(title, () => {
  const given = useDatabase()
  const home = temporaryFolder()
  const nearFolder = temporaryFolder()
  const farFolder = temporaryFolder()
  let near: OpenSshServer
  let far: OpenSshServer
  const own = (name: string) => join(home(), '.ssh', name)
  const places = (agent?: string) => ({ home: home(), knownHostsFile: join(home(), 'app', 'known_hosts'), agent })

  beforeAll(async () => {
    near = await openSshServer(nearFolder())
    far = await openSshServer(farFolder(), 'ecdsa')
    await mkdir(own('config.d'), { recursive: true, mode: 0o700 })
    const section = (name: string, { port, user, keyFile }: OpenSshServer, more = '') =>
      `Host ${name}\n  HostName 127.0.0.1\n  Port ${port}\n  User ${user}\n  IdentityFile ${keyFile}\n${more}`
    await writeFile(own('config'), `Include config.d/*.conf\nHost *\n  IdentityFile ~/.ssh/nothing\n`)
    const sections = section('bastion', near) + section('lake', far, '  ProxyJump bastion\n')
    await writeFile(own('config.d/lake.conf'), sections)
    const known = [near, far].map(({ port, hostKey }) => `[127.0.0.1]:${port} ${hostKey}\n`)
    await writeFile(own('known_hosts'), known.join(''))
    execFileSync('ssh-keygen', ['-q', '-H', '-f', own('known_hosts')], { stdio: 'ignore' })
  })
  afterAll(() => Promise.all([near?.stop(), far?.stop()]))

  async function answersThrough(tunnel: Tunnel): Promise<unknown> {
    const database = await openDatabase({ ...given.config, openStream: tunnel.openStream })
    const { rows } = await database.pool.query(`select length(repeat('x', 3000000)) as characters`)
    await database.close()
    tunnel.close()
    return rows[0]
  }

  test('[W7] the configuration with its included files, ProxyJump and hashed known hosts lead there', async () => {
    expect(await readFile(own('known_hosts'), 'utf8')).toMatch(/^\|1\|/)
    const tunnel = await openTunnel('lake', places())
    expect(tunnel.words).toBe('bastion → lake')
    expect(await answersThrough(tunnel)).toEqual({ characters: 3_000_000 })
  })

  test('the keys of an agent sign in; an agent that is gone is passed over', async () => {
    const empty = { ...near, keyFile: own('nothing') }
    const socket = own('agent')
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
    try {
      await expect.poll(() => spawnedAdd(socket, near.keyFile), { timeout: 60_000 }).toBe('added')
      await writeFile(own('config.d/agent.conf'), `Host agent\n  HostName 127.0.0.1\n  IdentityFile ${empty.keyFile}\n`)
      const tunnel = await openTunnel(`${near.user}@agent:${near.port}`, places(socket))
      expect(await answersThrough(tunnel)).toEqual({ characters: 3_000_000 })
    } finally {
      agent.kill('SIGTERM')
    }
    const tunnel = await openTunnel('bastion', places(own('no-agent')))
    expect(await answersThrough(tunnel)).toEqual({ characters: 3_000_000 })
  })

  test('an encrypted key asks for its passphrase, refuses another one, and signs in with it', async () => {
    const locked = own('locked')
    await writeFile(locked, await readFile(near.keyFile), { mode: 0o600 })
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', locked], { stdio: 'ignore' })
    const place = `${near.user}@locked`
    await writeFile(
      own('config.d/locked.conf'),
      `Host locked\n  HostName 127.0.0.1\n  Port ${near.port}\n  IdentityFile ${locked}\n`,
    )
    const asked = await openTunnel(place, places()).catch((error: unknown) => error)
    if (!(asked instanceof TunnelSecretNeeded)) throw new Error(String(asked))
    expect(asked.title).toBe(`Passphrase of ${locked}`)
    const wrong = openTunnel(place, places(), { answers: new Map([[asked.of, 'open']]) })
    await expect(wrong).rejects.toThrow(/This is not its passphrase/)
    const tunnel = await openTunnel(place, places(), { answers: new Map([[asked.of, PASSPHRASE]]) })
    tunnel.close()
    await expect(openTunnel(place, places(), { answers: new Map([[asked.of, '']]) })).rejects.toThrow(
      /no agent and no key/,
    )
  })

  test('[W7] a machine that shows another key than the known one is refused, and a new one is asked for', async () => {
    const known = await readFile(own('known_hosts'), 'utf8')
    await writeFile(
      own('known_hosts'),
      `[127.0.0.1]:${near.port} ${far.hostKey}\n[127.0.0.1]:${far.port} ${near.hostKey}\n`,
    )
    await expect(openTunnel('bastion', places())).rejects.toThrow(HostKeyUnknown)
    const pretended = near.hostKey.replace(/.{8}$/, 'AAAAAAAA')
    await writeFile(own('known_hosts'), `[127.0.0.1]:${near.port} ${pretended}\n`)
    await expect(openTunnel('bastion', places())).rejects.toThrow(/another one than known_hosts has .*Nothing was sent/)
    await writeFile(own('known_hosts'), known)
  })
})

async function spawnedAdd(socket: string, key: string): Promise<string> {
  try {
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' })
    return 'added'
  } catch {
    return 'not yet'
  }
}
