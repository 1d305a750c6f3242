import type { Profile, SecretSource, VaultState } from '../../shared/contract/connections.ts'

/** Keeps passwords as the operating system keeps them. */
export interface Vault {
  /** Why it cannot be used just now; undefined where it can. */
  problem(): Promise<string | undefined>
  read(id: string): Promise<string | undefined>
  write(id: string, secret: string): Promise<void>
  remove(id: string): Promise<void>
}

/** A source of secrets that this host does not have. */
export class SecretRefused extends Error {
  override readonly name = 'SecretRefused'
}

const NO_VAULT = 'In the browser host passwords are asked for, or read from .pgpass; none is stored.'

/** What a secret is of that somebody is asked for: the server itself, the key of the own certificate, else a way there. */
export const SERVER = 'server'
export const KEY_OF_CERTIFICATE = 'key'

/**
 * Passwords by connection: in memory until the program ends, or in the vault of the host where it has one. Nothing is ever
 * kept in a weaker place than the one that was asked for.
 */
export class Secrets {
  readonly #memory = new Map<string, string>()
  readonly #held = new Map<string, string>()
  readonly #answers = new Map<string, ReadonlyMap<string, string>>()
  readonly #vault: Vault | undefined
  readonly #runsCommands: boolean
  readonly #forbidden: () => string | undefined

  /** `forbidden` says why nothing may be kept just now, where that is so; commands are run where there is a vault, or as said. */
  constructor(
    vault: Vault | undefined,
    forbidden: () => string | undefined = () => undefined,
    runsCommands = vault !== undefined,
  ) {
    this.#vault = vault
    this.#runsCommands = runsCommands
    this.#forbidden = forbidden
  }

  async state(): Promise<VaultState> {
    if (this.#vault === undefined) return { kind: 'memory', note: NO_VAULT }
    const problem = this.#forbidden() ?? (await this.#vault.problem())
    if (problem !== undefined) return { kind: 'memory', note: problem }
    return { kind: 'os', note: 'Passwords are encrypted with a key of the operating system.' }
  }

  /** Undefined where none is kept, or none is to be kept. */
  async read(id: string, source: SecretSource): Promise<string | undefined> {
    if (source.kind === 'memory') return this.#memory.get(id)
    if (source.kind !== 'vault' || this.#vault === undefined) return undefined
    return (await this.state()).kind === 'os' ? this.#vault.read(id) : undefined
  }

  /** Throws SecretRefused where the source is none of this host. */
  async check({ secret }: Pick<Profile, 'secret'>): Promise<void> {
    if (secret.kind === 'command' && !this.#runsCommands) {
      throw new SecretRefused(
        'In the browser host no program is run for a password; use .pgpass, or have it asked for.',
      )
    }
    const { kind, note } = await this.state()
    if (secret.kind === 'vault' && kind !== 'os') throw new SecretRefused(note)
  }

  /** True where the source keeps it; false where it is not to be kept. */
  async write(id: string, source: SecretSource, secret: string): Promise<boolean> {
    if (source.kind === 'memory') this.#memory.set(id, secret)
    else if (source.kind === 'vault' && this.#vault !== undefined && this.#forbidden() === undefined) {
      await this.#vault.write(id, secret)
    } else return false
    return true
  }

  /** Keeps a password for the next step of an opening that was interrupted by a question, whatever its source. */
  hold(id: string, secret: string): void {
    this.#held.set(id, secret)
  }

  /** What was held; it is there once. */
  takeHeld(id: string): string | undefined {
    const secret = this.#held.get(id)
    this.#held.delete(id)
    return secret
  }

  /**
   * What was answered to the questions of the way to a connection, by what they were of. They stay in memory until the
   * program ends, since a way that breaks is made anew by itself.
   */
  answers(id: string): ReadonlyMap<string, string> {
    return this.#answers.get(id) ?? new Map()
  }

  answer(id: string, of: string, secret: string): void {
    this.#answers.set(id, new Map(this.answers(id)).set(of, secret))
  }

  async forget(id: string): Promise<void> {
    this.#memory.delete(id)
    this.#answers.delete(id)
    this.#held.delete(id)
    await this.#vault?.remove(id)
  }
}
