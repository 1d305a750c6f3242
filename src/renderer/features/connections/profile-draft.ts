import {
  type ConnectionParameter,
  type ConnectionParameters,
  defaultTlsMode,
  fateOf,
  isConnectionParameter,
  type ParameterFate,
} from '../../../shared/connection/connection-parameters.ts'
import { readConnectionText } from '../../../shared/connection/read-connection-text.ts'
import { type Environment, effectivePolicy } from '../../../shared/connection/safety.ts'
import type { ConnectionFolder, FoundConnection, Profile } from '../../../shared/contract/connections.ts'
import { SETTINGS } from '../../../shared/settings/settings-table.ts'

/** A connection as it stands in the form, not kept yet. */
export interface ProfileDraft {
  readonly profile: Profile
  /** As typed or pasted; empty: whatever is kept stays. */
  readonly password: string
  /** Of the key of the own certificate, as typed or pasted; empty: as before. */
  readonly passphrase: string
}

const ELEVATION_MINUTES = SETTINGS['safety.elevationMinutes'].default

/** An empty connection; its password is asked for and forgotten with the program. */
export function newDraft(elevationMinutes = ELEVATION_MINUTES): ProfileDraft {
  return {
    profile: {
      ...{ id: `c-${crypto.randomUUID().slice(0, 18)}`, name: 'New connection', folder: null },
      ...{ environment: null, level: null, reference: { kind: 'none' }, parameters: {} },
      ...{ secret: { kind: 'memory' }, elevationMinutes },
    },
    password: '',
    passphrase: '',
  }
}

/** What is said to the main process of a draft; secrets that were not typed are not said. */
export function spoken({ profile, password, passphrase }: ProfileDraft) {
  return { profile, ...(password !== '' && { password }), ...(passphrase !== '' && { passphrase }) }
}

/** A connection that this machine knows of: referred to where it has a name there, else taken over with `.pgpass`. */
export function draftOfFound({ kind, name, reference, parameters, hasPassword }: FoundConnection): ProfileDraft {
  const { profile } = newDraft()
  const copied = reference.kind === 'none' ? parameters : {}
  const secret = hasPassword && kind === 'pgpass' ? ({ kind: 'pgpass' } as const) : profile.secret
  return { profile: { ...profile, name, reference, parameters: copied, secret }, password: '', passphrase: '' }
}

export function withParameter(draft: ProfileDraft, name: ConnectionParameter, value: string): ProfileDraft {
  const { [name]: _, ...rest } = draft.profile.parameters
  const parameters = value === '' ? rest : { ...rest, [name]: value }
  return { ...draft, profile: { ...draft.profile, parameters } }
}

/** One thing that a pasted text says, and what becomes of it. */
export interface PastedParameter {
  readonly name: string
  /** Absent for secrets. */
  readonly value: string | undefined
  readonly fate: ParameterFate
}

export type Pasted =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'understood'; readonly draft: ProfileDraft; readonly parameters: readonly PastedParameter[] }

/** What a pasted text makes of a draft: where the server is, and the password; safety and name stay. */
export function paste(draft: ProfileDraft, text: string): Pasted {
  if (text.trim() === '') return { kind: 'nothing' }
  const read = readConnectionText(text)
  if (read.kind === 'invalid') return read
  const said = [...read.parameters]
  const parameters: ConnectionParameters = Object.fromEntries(said.filter(([name]) => isConnectionParameter(name)))
  const service = read.parameters.get('service')
  const { profile } = draft
  return {
    kind: 'understood',
    draft: {
      profile: {
        ...profile,
        parameters,
        name: profile.name === newDraft().profile.name ? nameOf(parameters, service) : profile.name,
        reference: service === undefined ? { kind: 'none' } : { kind: 'service', name: service },
      },
      password: read.parameters.get('password') ?? draft.password,
      passphrase: read.parameters.get('sslpassword') ?? draft.passphrase,
    },
    parameters: said.map(([name, value]) => ({
      name,
      value: fateOf(name) === 'password' ? undefined : value,
      fate: fateOf(name),
    })),
  }
}

function nameOf({ host, dbname }: ConnectionParameters, service: string | undefined): string {
  if (service !== undefined) return service
  if (host === undefined) return newDraft().profile.name
  return dbname === undefined ? host : `${dbname} on ${host}`
}

/** What the server is for, as the connection or its folder says. */
export function environmentOf(profile: Profile, folders: readonly ConnectionFolder[]): Environment | null {
  return effectivePolicy(
    profile,
    folders.find(({ name }) => name === profile.folder),
  ).environment
}

/** The mode of TLS that holds, said or not. */
export function tlsModeOf({ parameters }: Profile): string {
  return parameters.sslmode ?? defaultTlsMode(parameters.host ?? '')
}

/** What keeps a draft from being kept, in one sentence; undefined where nothing does. */
export function problemOf({ profile }: ProfileDraft): string | undefined {
  if (profile.name.trim() === '') return 'It needs a name.'
  if (profile.reference.kind === 'none' && !profile.parameters.host) return 'It needs a host.'
  if (profile.secret.kind === 'command' && profile.secret.command.trim() === '') return 'The command is missing.'
  return undefined
}
