import { appendFile, mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { judgeHostKey, knownHostLine, knownKeyAlgorithms } from './known-hosts.ts'
import { readSshConfig, textOf } from './read-ssh-config.ts'
import type { TunnelAnswers } from './sign-in.ts'
import { sshHops } from './ssh-hops.ts'
import { HostKeyUnknown, Tunnel } from './tunnel.ts'

export interface TunnelPlaces {
  readonly home: string
  /** The known hosts that this program was told of; the user's own are read and never written. */
  readonly knownHostsFile: string
  readonly agent: string | undefined
}

/** What somebody says while a way is being made. */
export interface TunnelGiven {
  /** The fingerprint of a key that is the right one. */
  readonly acceptedKey?: string | undefined
  readonly answers?: TunnelAnswers | undefined
}

/**
 * Makes the way that `text` names. An unknown key of a machine is a HostKeyUnknown, unless it is the one of `acceptedKey`,
 * which is then kept; a question that has no answer yet is a TunnelSecretNeeded. Throws a TunnelFailure.
 */
export async function openTunnel(
  text: string,
  places: TunnelPlaces,
  { acceptedKey, answers = new Map() }: TunnelGiven = {},
): Promise<Tunnel> {
  const config = await readSshConfig(places.home)
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
      answers,
      knownKeys: ({ knownAs }) => knownKeyAlgorithms(known, knownAs),
      judge: ({ knownAs }, key) => judgeHostKey(known, knownAs, key),
    })
    try {
      await tunnel.open()
      return tunnel
    } catch (error) {
      tunnel.close()
      const mayKeep = error instanceof HostKeyUnknown && error.fingerprint === acceptedKey && !isAccepted
      if (!mayKeep) throw error
      await mkdir(dirname(places.knownHostsFile), { recursive: true })
      await appendFile(places.knownHostsFile, knownHostLine(error.knownAs, error.key), { mode: 0o600 })
    }
  }
}
