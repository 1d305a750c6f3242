/**
 * What says where a log is and how to get there: libpq's names, and our own for the schema, the roles and the tunnel. The
 * password and the passphrase of a key are no part of it: they have ways of their own.
 */
export const CONNECTION_PARAMETERS = [
  'host',
  'port',
  'user',
  'dbname',
  'schema',
  'role',
  'reader_role',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'channel_binding',
  'ssh',
] as const
export type ConnectionParameter = (typeof CONNECTION_PARAMETERS)[number]

export type ConnectionParameters = { [Name in ConnectionParameter]?: string }

/** They change nothing of where one is connected and how safely. */
const PASSED_OVER: readonly string[] = [
  'application_name',
  'fallback_application_name',
  'connect_timeout',
  'client_encoding',
  'uselibpqcompat',
  'ApplicationName',
  'tz',
  'datestyle',
  'geqo',
  'sslcompression',
  'sslsni',
  'keepalives',
  'keepalives_idle',
  'keepalives_interval',
  'keepalives_count',
  'tcp_user_timeout',
  'loginTimeout',
  'socketTimeout',
  'connectTimeout',
  'tcpKeepAlive',
  'prepareThreshold',
  'reWriteBatchedInserts',
]

export const TLS_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type TlsMode = (typeof TLS_MODES)[number]

export const CHANNEL_BINDINGS = ['disable', 'prefer', 'require'] as const
export type ChannelBinding = (typeof CHANNEL_BINDINGS)[number]

/** What becomes of one parameter that somebody pasted. */
export type ParameterFate = 'used' | 'password' | 'service' | 'passed-over' | 'unknown'

export function fateOf(name: string): ParameterFate {
  if (name === 'password' || name === 'service') return name
  if (name === 'sslpassword') return 'password'
  if (isConnectionParameter(name)) return 'used'
  return PASSED_OVER.includes(name) ? 'passed-over' : 'unknown'
}

export function isConnectionParameter(name: string): name is ConnectionParameter {
  return CONNECTION_PARAMETERS.some(known => known === name)
}

/** A host of this machine: a folder of sockets, or a loopback address. */
export function isThisMachine(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** The mode that holds where none is said. */
export function defaultTlsMode(host: string): TlsMode {
  return isThisMachine(host) ? 'disable' : 'verify-full'
}
