import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { readConnectionText } from '../../shared/connection/read-connection-text.ts'
import { type ConnectionConfig, isSchemaName, SCHEMA_DEFAULT } from './connection-config.ts'
import { Secret } from './secret.ts'

export type ConfigOfText =
  | { readonly kind: 'ok'; readonly config: ConnectionConfig }
  /** One sentence that says what was expected; it holds no part of the text that could be a password. */
  | { readonly kind: 'invalid'; readonly message: string }

const PORT_DEFAULT = 5432
const USED = 'host port user password dbname schema role sslmode sslrootcert sslcert sslkey'.split(' ')
/** They change nothing of where one is connected and how safely. */
const PASSED_OVER = 'application_name fallback_application_name connect_timeout client_encoding uselibpqcompat'.split(
  ' ',
)
const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
type TlsMode = (typeof MODES)[number]

/**
 * Reads where a Delta log lives from whatever `readConnectionText` understands. The user is `postgres`, the database is
 * named like the user, the schema is `public` and a server elsewhere is `verify-full` where the text does not say.
 * Certificates are read from their files here.
 */
export function configOfText(text: string): ConfigOfText {
  const read = readConnectionText(text)
  if (read.kind === 'invalid') return read
  const { parameters } = read
  const unknown = [...parameters.keys()].find(name => !USED.includes(name) && !PASSED_OVER.includes(name))
  if (unknown !== undefined)
    return invalid(`The connection has the parameter ${unknown}; known are ${USED.join(', ')}.`)
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
  const mode = tlsMode(parameters.get('sslmode') ?? (isThisMachine(host) ? 'disable' : 'verify-full'))
  if (mode === undefined) return invalid(`The sslmode of the connection must be one of ${MODES.join(', ')}.`)
  const tls = tlsOptions(mode, parameters)
  if (typeof tls === 'string') return invalid(tls)
  const user = parameters.get('user') ?? 'postgres'
  const role = parameters.get('role')
  const config = {
    host,
    port,
    user,
    password: new Secret(parameters.get('password') ?? ''),
    database: parameters.get('dbname') ?? user,
    schema,
    ...(role !== undefined && { role }),
    ...(tls !== undefined && { tls }),
  }
  return { kind: 'ok', config }
}

function isThisMachine(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function tlsMode(name: string): TlsMode | undefined {
  return MODES.find(mode => mode === name)
}

/**
 * libpq's modes as node's options, said in full so that no driver's defaults count. `allow` stays unencrypted, which is
 * what libpq tries first; `prefer` encrypts and does not fall back.
 */
function tlsOptions(mode: TlsMode, parameters: ReadonlyMap<string, string>): ConnectionOptions | undefined | string {
  if (mode === 'disable' || mode === 'allow') return undefined
  const files = readCertificates(parameters)
  if (typeof files === 'string') return files
  const common: ConnectionOptions = { ...files, minVersion: 'TLSv1.2' }
  switch (mode) {
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

const CERTIFICATES = { sslrootcert: 'ca', sslcert: 'cert', sslkey: 'key' } as const

function readCertificates(
  parameters: ReadonlyMap<string, string>,
): Pick<ConnectionOptions, 'ca' | 'cert' | 'key'> | string {
  const read: Partial<Record<'ca' | 'cert' | 'key', Buffer>> = {}
  for (const [parameter, option] of Object.entries(CERTIFICATES)) {
    const path = parameters.get(parameter)
    // The word for the certificates that the system trusts, which is what node does by itself.
    if (path === undefined || (parameter === 'sslrootcert' && path === 'system')) continue
    try {
      read[option] = readFileSync(path)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given'
      return `The file of ${parameter} cannot be read (${code}).`
    }
  }
  return read
}

function invalid(message: string): ConfigOfText {
  return { kind: 'invalid', message }
}
