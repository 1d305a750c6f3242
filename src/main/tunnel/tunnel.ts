import type { Duplex } from 'node:stream'
import ssh2, { type Client, type ServerHostKeyAlgorithm } from 'ssh2'
import { TunnelFailure } from '../postgres/tunnel-failure.ts'
import { fingerprintOf, type HostKeyVerdict, keyTypeOf } from './known-hosts.ts'
import { signInBy, type TunnelAnswers } from './sign-in.ts'
import type { SshHop } from './ssh-hops.ts'
import { TunnelStream } from './tunnel-stream.ts'

/** The key of a machine on the way that nobody has vouched for yet. */
export class HostKeyUnknown extends TunnelFailure {
  readonly host: string
  /** What known_hosts calls it. */
  readonly knownAs: string
  readonly keyType: string
  readonly fingerprint: string
  readonly key: Buffer

  constructor({ host, knownAs }: SshHop, key: Buffer) {
    super(`The key of ${host} is not known yet: ${keyTypeOf(key)} ${fingerprintOf(key)}.`)
    this.host = host
    this.knownAs = knownAs
    this.key = key
    this.keyType = keyTypeOf(key)
    this.fingerprint = fingerprintOf(key)
  }
}

export interface TunnelOptions {
  readonly hops: readonly SshHop[]
  /** Asked for each machine at each connecting, so that a key that becomes known counts at once. */
  readonly judge: (hop: SshHop, key: Buffer) => HostKeyVerdict
  /** The kinds of keys that are known of a machine; they are asked for before others. */
  readonly knownKeys: (hop: SshHop) => readonly ServerHostKeyAlgorithm[]
  /** The socket of the user's agent; absent: none is asked. */
  readonly agent: string | undefined
  /** What somebody has answered to questions of the machines. */
  readonly answers: TunnelAnswers
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

  /** Makes the way now. Throws a TunnelFailure; a HostKeyUnknown or a TunnelSecretNeeded where somebody can help. */
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

async function signIn(hop: SshHop, sock: Duplex | undefined, options: TunnelOptions): Promise<Client> {
  const client = new ssh2.Client()
  const { authHandler, problem } = await signInBy(hop, client, hop.agent ?? options.agent, options.answers)
  const { promise, resolve, reject } = Promise.withResolvers<Client>()
  let refused: TunnelFailure | undefined
  const fail = (error: Error) => reject(refused ?? problem() ?? signInFailure(hop, error))
  client.once('ready', () => resolve(client))
  // An agent that cannot be asked is passed over, as ssh does; the next way is tried by itself.
  client.on('error', error => (error.level === 'agent' ? undefined : fail(error)))
  client.once('close', () => fail(new Error('the connection was closed')))
  client.connect({
    host: hop.address,
    port: hop.port,
    username: hop.user,
    ...(sock ? { sock } : {}),
    readyTimeout: READY_TIMEOUT_MS,
    keepaliveInterval: KEEP_ALIVE_MS,
    algorithms: { serverHostKey: { append: [], prepend: [...options.knownKeys(hop)], remove: [] } },
    hostVerifier: (key: Buffer) => {
      const verdict = options.judge(hop, key)
      if (verdict.kind === 'unknown') refused = new HostKeyUnknown(hop, key)
      if (verdict.kind === 'changed') refused = changedKey(hop, key)
      return verdict.kind === 'known'
    },
    authHandler,
  })
  return promise
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
