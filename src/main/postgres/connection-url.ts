import type { ConnectionOptions } from 'node:tls'
import { type ConnectionConfig, isSchemaName, SCHEMA_DEFAULT } from './connection-config.ts'
import { Secret } from './secret.ts'

export type ParsedUrl =
  | { readonly kind: 'ok'; readonly config: ConnectionConfig }
  /** One sentence that says what was expected; it holds no part of the URL that could be a password. */
  | { readonly kind: 'invalid'; readonly message: string }

const PORT_DEFAULT = 5432
const EXPECTED = 'postgresql://user:password@host:port/database'
const PARAMETERS = ['schema', 'sslmode']

const TLS_BY_MODE: Readonly<Record<string, ConnectionOptions | null | undefined>> = {
  disable: null,
  // As in libpq: encrypted, without asking who answers.
  require: { rejectUnauthorized: false },
  'verify-full': {},
}

/**
 * Reads `postgresql://user:password@host:port/database?schema=public&sslmode=verify-full`. The user is `postgres`, the
 * database is named like the user, and the schema is `public` where the URL does not say.
 */
export function parseConnectionUrl(text: string): ParsedUrl {
  if (!/^postgres(ql)?:\/\//.test(text)) return invalid(`A database URL begins with postgresql://, as in ${EXPECTED}.`)
  const url = URL.parse(text)
  if (url === null)
    return invalid(`The database URL cannot be read; ${EXPECTED} is expected, special characters as %XX.`)
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decode)
  if (user === undefined || password === undefined || database === undefined) {
    return invalid('The user, password or database of the URL has a % that is not followed by two hexadecimal digits.')
  }
  if (url.hostname === '') return invalid(`The database URL names no host; ${EXPECTED} is expected.`)
  if (database.includes('/')) return invalid(`The database URL names more than one database; ${EXPECTED} is expected.`)
  const unknown = [...url.searchParams.keys()].find(name => !PARAMETERS.includes(name))
  if (unknown !== undefined) {
    return invalid(`The database URL has the parameter ${unknown}; only ${PARAMETERS.join(' and ')} are known.`)
  }
  const schema = url.searchParams.get('schema') ?? SCHEMA_DEFAULT
  if (!isSchemaName(schema)) {
    return invalid('The schema of the database URL must be lower-case letters, digits and underscores, at most 63.')
  }
  const tls = TLS_BY_MODE[url.searchParams.get('sslmode') ?? 'disable']
  if (tls === undefined) {
    return invalid(`The sslmode of the database URL must be one of ${Object.keys(TLS_BY_MODE).join(', ')}.`)
  }
  const config = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? PORT_DEFAULT : Number(url.port),
    user: user === '' ? 'postgres' : user,
    password: new Secret(password),
    database: database === '' ? user || 'postgres' : database,
    schema,
  }
  return { kind: 'ok', config: tls === null ? config : { ...config, tls } }
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

function invalid(message: string): ParsedUrl {
  return { kind: 'invalid', message }
}
