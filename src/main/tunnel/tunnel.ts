import { readFile } from 'node:fs/promises'
import type { Duplex } from 'node:stream'
import ssh2, { type AnyAuthMethod, type Client } from 'ssh2'
import { TunnelFailure } from '../postgres/tunnel-failure.ts'
import { fingerprintOf, type HostKeyVerdict, keyTypeOf } from './known-hosts.ts'
import type { SshHop } from './ssh-hops.ts'
import { TunnelStream } from './tunnel-stream.ts'

/** The key of a machine on the way that nobody has vouched for yet. */
export class HostKeyUnknown extends TunnelFailure {
  readonly host: string
  readonly port: number
  readonly keyType: string
  readonly fingerprint: string
  readonly key: Buffer

  constructor({ host, port }: SshHop, key: Buffer) {
    super(`The key of ${host} is not known yet: ${keyTypeOf(key)} ${fingerprintOf(key)}.`)
    this.host = host
    this.port = port
    this.key = key
    this.keyType = keyTypeOf(key)
    this.fingerprint = fingerprintOf(key)
  }
}

export interface TunnelOptions {
  readonly hops: readonly SshHop[]
  /** Asked for each machine at each connecting, so that a key that becomes known counts at once. */
  readonly judge: (hop: SshHop, key: Buffer) => HostKeyVerdict
  /** The socket of the user's agent; absent: none is asked. */
  readonly agent: string | undefined
}

const READY_TIMEOUT_MS = 15_000
const KEEP_ALIVE_MS = 5_000

/** A way through other machines. It is made when it is first needed, and anew after it broke. */
export class Tunnel {
  readonly #options: TunnelOptions
  #last: Promise<Client> | undefined
  #clients: Client[] = []

  constructor(options: TunnelOptions) {
    this.#options = options
  }

  /** For people: the machines, the nearest first. */
  get words(): string {
    return this.#options.hops.map(({ host }) => host).join(' → ')
  }

  /** Makes the way now. Throws a TunnelFailure; a HostKeyUnknown where somebody can help. */
  async open(): Promise<void> {
    await this.#connected()
  }

  /** What pg uses in place of a socket. */
  readonly openStream = (): Duplex => new TunnelStream((host, port) => this.#reach(host, port))

  close(): void {
    for (const client of this.#clients.reverse()) client.destroy()
    this.#clients = []
    this.#last = undefined
  }

  async #reach(host: string, port: number): Promise<Duplex> {
    const client = await this.#connected()
    const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (error) reject(new TunnelFailure(`${this.words} could not reach ${host}:${port}: ${error.message}.`))
      else resolve(channel)
    })
    return promise
  }

  #connected(): Promise<Client> {
    this.#last ??= this.#connect().catch(error => {
      this.close()
      throw error
    })
    return this.#last
  }

  async #connect(): Promise<Client> {
    let last: Client | undefined
    for (const hop of this.#options.hops) {
      const sock = last === undefined ? undefined : await forwarded(last, hop)
      last = await signIn(hop, sock, this.#options)
      last.on('close', () => this.close())
      last.on('error', () => this.close())
      this.#clients.push(last)
    }
    if (last === undefined) throw new TunnelFailure('No machine lies on the way.')
    return last
  }
}

async function signIn(hop: SshHop, sock: Duplex | undefined, { judge, agent }: TunnelOptions): Promise<Client> {
  const methods = await methodsOf(hop, agent)
  if (methods.length === 0) {
    const looked = hop.keyFiles.join(', ')
    throw new TunnelFailure(
      `There is no agent and no key without a passphrase for ${hop.user}@${hop.host} (${looked}).`,
    )
  }
  const client = new ssh2.Client()
  const { promise, resolve, reject } = Promise.withResolvers<Client>()
  let refused: TunnelFailure | undefined
  client.once('ready', () => resolve(client))
  client.on('error', error => reject(refused ?? signInFailure(hop, error)))
  client.once('close', () => reject(refused ?? signInFailure(hop, new Error('the connection was closed'))))
  client.connect({
    host: hop.address,
    port: hop.port,
    username: hop.user,
    ...(sock ? { sock } : {}),
    readyTimeout: READY_TIMEOUT_MS,
    keepaliveInterval: KEEP_ALIVE_MS,
    hostVerifier: (key: Buffer) => {
      const verdict = judge(hop, key)
      if (verdict.kind === 'unknown') refused = new HostKeyUnknown(hop, key)
      if (verdict.kind === 'changed') refused = changedKey(hop, key)
      return verdict.kind === 'known'
    },
    authHandler: methods,
  })
  return promise
}

/** The agent first, as ssh does, then each key file that can be read without a passphrase. */
async function methodsOf({ user, keyFiles }: SshHop, agent: string | undefined): Promise<AnyAuthMethod[]> {
  const methods: AnyAuthMethod[] = agent === undefined ? [] : [{ type: 'agent', agent, username: user }]
  for (const path of keyFiles) {
    const key = await readFile(path).catch(() => undefined)
    if (key === undefined || ssh2.utils.parseKey(key) instanceof Error) continue
    methods.push({ type: 'publickey', key, username: user })
  }
  return methods
}

async function forwarded(client: Client, { address, port }: SshHop): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
  client.forwardOut('127.0.0.1', 0, address, port, (error, channel) =>
    error
      ? reject(new TunnelFailure(`${address}:${port} cannot be reached from the machine before it.`))
      : resolve(channel),
  )
  return promise
}

function changedKey({ host }: SshHop, key: Buffer): TunnelFailure {
  const found = `${keyTypeOf(key)} ${fingerprintOf(key)}`
  return new TunnelFailure(
    `The key of ${host} is another one than known_hosts has (${found}): somebody may stand between. Nothing was sent.`,
  )
}

function signInFailure({ user, host, port }: SshHop, error: Error): TunnelFailure {
  const place = `${user}@${host}:${port}`
  const level = 'level' in error ? String(error.level) : ''
  if (level === 'client-authentication')
    return new TunnelFailure(`${place} took neither the agent's keys nor the key files.`)
  if (level === 'client-timeout')
    return new TunnelFailure(`${place} did not answer as an SSH server within ${READY_TIMEOUT_MS / 1_000} s.`)
  const code = 'code' in error ? String(error.code) : error.message
  return new TunnelFailure(`${place} cannot be reached by SSH (${code}).`)
}
