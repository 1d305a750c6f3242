import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionConfig } from './postgres/connection-config.ts'
import { openTunnel, type TunnelGiven } from './tunnel/open-tunnel.ts'

export interface Tunnelled {
  readonly config: ConnectionConfig
  /** The machines on the way; null where the way is a straight one. */
  readonly words: string | null
}

/**
 * A connection whose way leads through other machines gets that way, which ends with `releases`; any other is given back as
 * it is. Throws a TunnelFailure; a HostKeyUnknown or a
 * TunnelSecretNeeded among them where somebody can help.
 */
export async function throughTunnel(
  config: ConnectionConfig,
  folder: string,
  releases: AsyncDisposableStack,
  given: TunnelGiven = {},
): Promise<Tunnelled> {
  if (config.ssh === undefined) return { config, words: null }
  const places = {
    home: homedir(),
    knownHostsFile: join(folder, 'known_hosts'),
    agent: process.env.SSH_AUTH_SOCK,
  }
  const tunnel = await openTunnel(config.ssh, places, given)
  releases.defer(() => tunnel.close())
  return { config: { ...config, openStream: tunnel.openStream }, words: tunnel.words }
}
