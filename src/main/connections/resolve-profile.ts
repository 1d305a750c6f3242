import type { AskedSecret, ConnectionReference, Profile } from '../../shared/contract/connections.ts'
import { configOfParameters } from '../postgres/config-of-parameters.ts'
import type { ConnectionConfig } from '../postgres/connection-config.ts'
import { unverifiedRefusal } from '../postgres/unverified-refusal.ts'
import { environmentParameters } from './discover-connections.ts'
import { type Machine, readPasswordFile, readServiceFiles } from './machine.ts'
import { findPgpass } from './read-pgpass.ts'
import { runSecretCommand } from './run-secret-command.ts'
import { KEY_OF_CERTIFICATE, SERVER, type Secrets } from './secrets.ts'

export type ResolvedProfile =
  | { readonly kind: 'ok'; readonly config: ConnectionConfig }
  | AskedSecret
  | { readonly kind: 'invalid'; readonly message: string }

export interface ResolveOptions {
  readonly machine: Machine
  readonly secrets: Secrets
  /** As somebody has just typed it; comes before every other source. */
  readonly password: string | undefined
  /** The passphrase of the key of the own certificate, as somebody has just typed it. */
  readonly passphrase?: string | undefined
  /** Why a server elsewhere that does not prove who it is must not be used; undefined where it may. */
  readonly verifiedOnly?: string | undefined
}

/**
 * What a saved connection means at this moment on this machine: what it refers to is looked up now, its own parameters
 * come over that, and the password is fetched from its source. Certificates are read.
 */
export async function resolveProfile(profile: Profile, options: ResolveOptions): Promise<ResolvedProfile> {
  const base = await referred(profile.reference, options.machine)
  if (typeof base === 'string') return { kind: 'invalid', message: base }
  const parameters = new Map(base)
  parameters.delete('service')
  for (const [name, value] of Object.entries(profile.parameters)) if (value !== '') parameters.set(name, value)
  const passphrase = options.passphrase ?? options.secrets.answers(profile.id).get(KEY_OF_CERTIFICATE)
  if (passphrase !== undefined) parameters.set('sslpassword', passphrase)
  const parsed = configOfParameters(parameters)
  if (parsed.kind === 'invalid') return parsed
  if (parsed.kind === 'passphrase-needed') {
    const title = `Passphrase of ${parameters.get('sslkey') ?? 'the key'}`
    return { kind: 'password-needed', of: KEY_OF_CERTIFICATE, title, why: parsed.message }
  }
  const { config } = parsed
  const unverified = unverifiedRefusal(config, options.verifiedOnly)
  if (unverified !== undefined) return { kind: 'invalid', message: unverified }
  try {
    const password = options.password ?? parameters.get('password') ?? (await fetched(profile, config, options))
    if (password === undefined && profile.secret.kind === 'ask') {
      return passwordNeeded(profile, 'This connection asks for its password each time it is opened.')
    }
    return { kind: 'ok', config: { ...config, password: config.password.with(password ?? '') } }
  } catch (error) {
    return { kind: 'invalid', message: error instanceof Error ? error.message : String(error) }
  }
}

/** The question for the password of the server. */
export function passwordNeeded({ name }: Profile, why: string): AskedSecret {
  return { kind: 'password-needed', of: SERVER, title: `Password of ${name}`, why }
}

async function referred(
  reference: ConnectionReference,
  machine: Machine,
): Promise<ReadonlyMap<string, string> | string> {
  switch (reference.kind) {
    case 'none':
      return new Map()
    case 'environment':
      return environmentParameters(machine)
    case 'service': {
      const files = await readServiceFiles(machine)
      const found = files.flatMap(({ services }) => services).find(({ name }) => name === reference.name)
      const looked = files.map(({ path }) => path).join(', ') || 'no file'
      return found?.parameters ?? `The service ${reference.name} is not there any more; ${looked} was looked at.`
    }
  }
}

async function fetched(
  { id, secret }: Profile,
  config: ConnectionConfig,
  { machine, secrets }: ResolveOptions,
): Promise<string | undefined> {
  switch (secret.kind) {
    case 'ask':
      return undefined
    case 'memory':
    case 'vault':
      return secrets.read(id, secret)
    case 'command':
      await secrets.check({ secret })
      return runSecretCommand(secret.command)
    case 'pgpass': {
      const file = await readPasswordFile(machine)
      if (file?.problem) throw new Error(file.problem)
      return findPgpass(file?.entries ?? [], config)
    }
  }
}
