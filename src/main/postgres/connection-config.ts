import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import type { ChannelBinding } from '../../shared/connection/connection-parameters.ts'
import type { Secret } from './secret.ts'

/** Where a Delta log lives and how to get in. */
export interface ConnectionConfig {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: Secret
  readonly database: string
  /** The one schema that holds the `dl_` tables; the whole search_path of each session. */
  readonly schema: string
  /** Each session begins its transactions read-only, and the schema is never migrated. */
  readonly isReadOnly?: boolean | undefined
  /** The role that each session takes on; absent: the user's own. */
  readonly role?: string | undefined
  /** The role that read-only sessions take on instead, so that the server itself refuses what writes. */
  readonly readerRole?: string | undefined
  /** Handed to node's TLS as it is; absent: no encryption. */
  readonly tls?: ConnectionOptions | undefined
  /** Encryption is as the server wants it (`allow`, `prefer`): see `settleEncryption`. */
  readonly tlsAlternative?: boolean | undefined
  /** Whether the sign-in is bound to the encryption, which nobody between can pass on; absent: where the server can. */
  readonly channelBinding?: ChannelBinding | undefined
  /** The machines on the way, as `[user@]host[:port]` with commas between; `openStream` is then needed. */
  readonly ssh?: string | undefined
  /** What stands in for a socket of the host and port: it is told `connect(port, host)` and becomes one. */
  readonly openStream?: (() => Duplex) | undefined
}

export const SCHEMA_DEFAULT = 'public'

/** Lower case and short, so that the name is the same quoted and unquoted and is never cut at 63 bytes. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/

export function isSchemaName(name: string): boolean {
  return SCHEMA_NAME.test(name) && !name.startsWith('pg_')
}

/** `user@host:port/database`, for people: names the place and never the password. */
export function formatPlace(config: ConnectionConfig): string {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return `${config.user}@${host}:${config.port}/${config.database}`
}
