import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { TunnelFailure } from '../postgres/tunnel-failure.ts'
import { judgeHostKey, knownHostLine } from './known-hosts.ts'
import { sshHops } from './ssh-hops.ts'
import { HostKeyUnknown, Tunnel } from './tunnel.ts'

export interface TunnelPlaces {
  readonly home: string
  /** The known hosts that this program was told of; the user's own are read and never written. */
  readonly knownHostsFile: string
  readonly agent: string | undefined
}

/**
 * Makes the way that `text` names. An unknown key of a machine is a HostKeyUnknown, unless it is the one of `acceptedKey`,
 * which is then kept. Throws a TunnelFailure.
 */
export async function openTunnel(text: string, places: TunnelPlaces, acceptedKey?: string): Promise<Tunnel> {
  const config = await textOf(join(places.home, '.ssh', 'config'))
  const hops = sshHops(text, { config, home: places.home, user: userInfo().username })
  for (let isAccepted = false; ; isAccepted = true) {
    const known = [
      await textOf(join(places.home, '.ssh', 'known_hosts')),
      await textOf('/etc/ssh/ssh_known_hosts'),
      await textOf(places.knownHostsFile),
    ]
    const tunnel = new Tunnel({
      hops,
      agent: places.agent,
      judge: ({ host, port }, key) => judgeHostKey(known, host, port, key),
    })
    try {
      await tunnel.open()
      return tunnel
    } catch (error) {
      tunnel.close()
      const mayKeep = error instanceof HostKeyUnknown && error.fingerprint === acceptedKey && !isAccepted
      if (!mayKeep) throw error
      await mkdir(dirname(places.knownHostsFile), { recursive: true })
      await appendFile(places.knownHostsFile, knownHostLine(error.host, error.port, error.key), { mode: 0o600 })
    }
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return ''
    throw new TunnelFailure(`${path} cannot be read (${String(code)}).`)
  }
}
