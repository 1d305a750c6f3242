import { homedir } from 'node:os'
import type { ConnectionOptions } from 'node:tls'
import {
  CHANNEL_BINDINGS,
  CONNECTION_PARAMETERS,
  defaultTlsMode,
  fateOf,
  TLS_MODES,
  type TlsMode,
} from '../../shared/connection/connection-parameters.ts'
import { type ConnectionConfig, isSchemaName, SCHEMA_DEFAULT } from './connection-config.ts'
import { type ReadCertificates, readCertificates, withUsualFiles } from './read-certificates.ts'
import { Secret } from './secret.ts'

export type ConfigOfParameters =
  | { readonly kind: 'ok'; readonly config: ConnectionConfig }
  /** One sentence that says what was expected; it holds no value that could be a password. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** The key of the own certificate is encrypted, and `sslpassword` is missing or another one. */
  | { readonly kind: 'passphrase-needed'; readonly message: string }

const PORT_DEFAULT = 5432

/**
 * What pg needs to know, from parameters by libpq's names, `password`, and our own. The user is `postgres`, the database
 * is named like the user, the schema is `public` and a server elsewhere is `verify-full` where nothing is said.
 * Certificates are read from their files here, those of
 * `~/.postgresql` where none are named.
 */
export function configOfParameters(parameters: ReadonlyMap<string, string>, home = homedir()): ConfigOfParameters {
  const unknown = [...parameters.keys()].find(name => ['unknown', 'service'].includes(fateOf(name)))
  if (unknown !== undefined) {
    return invalid(`The connection has the parameter ${unknown}; known are ${CONNECTION_PARAMETERS.join(', ')}.`)
  }
  const host = parameters.get('host')
  if (host === undefined) return invalid('The connection names no host.')
  if (host.includes(',')) return invalid('The connection names several hosts; one is expected.')
  const port = Number(parameters.get('port') ?? PORT_DEFAULT)
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    return invalid('The port of the connection must be a number from 1 to 65535.')
  }
  const schema = parameters.get('schema') ?? SCHEMA_DEFAULT
  if (!isSchemaName(schema)) {
    return invalid('The schema of the connection must be lower-case letters, digits and underscores, at most 63.')
  }
  const mode = tlsMode(parameters.get('sslmode') ?? defaultTlsMode(host))
  if (mode === undefined) return invalid(`The sslmode of the connection must be one of ${TLS_MODES.join(', ')}.`)
  const binding = parameters.get('channel_binding') ?? 'prefer'
  const channelBinding = CHANNEL_BINDINGS.find(each => each === binding)
  if (channelBinding === undefined) {
    return invalid(`The channel_binding of the connection must be one of ${CHANNEL_BINDINGS.join(', ')}.`)
  }
  const isVerified = mode === 'verify-ca' || mode === 'verify-full'
  const certificates: ReadCertificates =
    mode === 'disable' ? { kind: 'ok', options: {} } : readCertificates(withUsualFiles(parameters, isVerified, home))
  if (certificates.kind !== 'ok') return certificates
  const tls = tlsOptions(mode, certificates.options)
  const user = parameters.get('user') ?? 'postgres'
  const config: ConnectionConfig = {
    host,
    port,
    user,
    password: new Secret(parameters.get('password') ?? ''),
    database: parameters.get('dbname') ?? user,
    schema,
    ...optional('role', parameters.get('role')),
    ...optional('readerRole', parameters.get('reader_role')),
    ...(channelBinding === 'prefer' ? {} : { channelBinding }),
    ...optional('ssh', parameters.get('ssh')),
    ...(mode === 'allow' || mode === 'prefer' ? { tlsAlternative: true } : {}),
    ...(mode === 'allow' || tls === undefined ? {} : { tls }),
  }
  return { kind: 'ok', config }
}

function optional<Name extends string, T>(name: Name, value: T | undefined): { [Key in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: T })
}

function tlsMode(name: string): TlsMode | undefined {
  return TLS_MODES.find(mode => mode === name)
}

/**
 * libpq's modes as node's options, said in full so that no driver's defaults count. `allow` begins without encryption and
 * `prefer` with it; `settleEncryption` finds out which of the two the server takes.
 */
function tlsOptions(mode: TlsMode, files: ConnectionOptions): ConnectionOptions | undefined {
  const common: ConnectionOptions = { ...files, minVersion: 'TLSv1.2' }
  switch (mode) {
    case 'disable':
      return undefined
    case 'allow':
    case 'prefer':
      return { ...common, rejectUnauthorized: false }
    case 'require':
      // As in libpq: who answers is asked only where it was said who may vouch.
      return files.ca === undefined ? { ...common, rejectUnauthorized: false } : trustingName(common)
    case 'verify-ca':
      return trustingName(common)
    case 'verify-full':
      return { ...common, rejectUnauthorized: true }
  }
}

function trustingName(common: ConnectionOptions): ConnectionOptions {
  return { ...common, rejectUnauthorized: true, checkServerIdentity: () => undefined }
}

function invalid(message: string): ConfigOfParameters {
  return { kind: 'invalid', message }
}
