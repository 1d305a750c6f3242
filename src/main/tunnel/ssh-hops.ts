import { join } from 'node:path'
import SshConfig from 'ssh-config'
import { TunnelFailure } from '../postgres/tunnel-failure.ts'
import { knownHostName } from './known-hosts.ts'

/** One machine on the way, as the user's own ssh would go there. */
export interface SshHop {
  /** As it was named; what people call it. */
  readonly host: string
  /** What known_hosts calls it: the address with its port, or HostKeyAlias. */
  readonly knownAs: string
  readonly address: string
  readonly port: number
  readonly user: string
  readonly keyFiles: readonly string[]
  /** The socket of its IdentityAgent; undefined: the user's agent. */
  readonly agent: string | undefined
}

export interface SshSurroundings {
  /** The text of `~/.ssh/config` and of what holds behind it. */
  readonly config: string
  readonly home: string
  readonly user: string
}

const HOPS_MAX = 8
const PORT_DEFAULT = 22
const KEY_FILES_DEFAULT = ['id_ed25519', 'id_ecdsa', 'id_rsa']

/**
 * The machines between here and the network of the server, the nearest first: `[user@]host[:port]`, several of them with
 * commas between, each completed by the Host sections and ProxyJump of `~/.ssh/config`. Throws a TunnelFailure.
 */
export function sshHops(text: string, surroundings: SshSurroundings): SshHop[] {
  const config = SshConfig.parse(surroundings.config)
  const hops: SshHop[] = []
  const add = (name: string, isJump: boolean): void => {
    const { host, ...said } = readDestination(name)
    const known = config.compute(host, { ignoreCase: true })
    const jump = firstOf(known.proxyjump)
    // What was named itself goes the way that it names; jumps are followed from there.
    if (jump !== undefined && jump !== 'none' && (isJump || !text.includes(','))) {
      for (const each of jump.split(',')) add(each.trim(), true)
    }
    if (hops.length >= HOPS_MAX) throw new TunnelFailure(`More than ${HOPS_MAX} machines lie on the way to ${text}.`)
    if (hops.some(hop => hop.host === host)) return
    const identities = listOf(known.identityfile)
    const address = (firstOf(known.hostname) ?? host).replaceAll('%h', host)
    const port = said.port ?? Number(firstOf(known.port) ?? PORT_DEFAULT)
    const agent = firstOf(known.identityagent)
    hops.push({
      host,
      address,
      port,
      knownAs: firstOf(known.hostkeyalias) ?? knownHostName(address, port),
      agent:
        agent?.startsWith('/') || agent?.startsWith('~') || agent?.startsWith('"')
          ? expandHome(agent, surroundings.home)
          : undefined,
      user: said.user ?? firstOf(known.user) ?? surroundings.user,
      keyFiles:
        identities.length > 0
          ? identities.map(path => expandHome(path, surroundings.home))
          : KEY_FILES_DEFAULT.map(name => join(surroundings.home, '.ssh', name)),
    })
  }
  for (const name of text.split(',')) add(name.trim(), false)
  return hops
}

function readDestination(text: string): { host: string; user?: string; port?: number } {
  const [, user, bracketed, plain, port] =
    /^(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:\s[\]]+))(?::(\d+))?$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined) throw new TunnelFailure('A machine on the way is expected as [user@]host[:port].')
  return { host, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port: Number(port) }) }
}

function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter(item => typeof item === 'string')
}

function firstOf(value: unknown): string | undefined {
  return listOf(value)[0]
}

function expandHome(path: string, home: string): string {
  return path.replace(/^"(.*)"$/, '$1').replace(/^~(?=\/|$)|^%d(?=\/|$)/, home)
}
