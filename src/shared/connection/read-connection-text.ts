import { readConnectionUri } from './read-connection-uri.ts'
import { splitWords } from './split-words.ts'

/** How a connection was written down. */
export type ConnectionNotation = 'uri' | 'jdbc' | 'keywords' | 'psql' | 'environment'

export type ConnectionText =
  /** Values by libpq's names of parameters, `schema` and `role` besides; none of them is checked yet. */
  | {
      readonly kind: 'understood'
      readonly notation: ConnectionNotation
      readonly parameters: ReadonlyMap<string, string>
    }
  /** One sentence that says what was expected; it holds no value, for any of them could be a password. */
  | { readonly kind: 'invalid'; readonly message: string }

type Pairs = readonly (readonly [name: string, value: string])[] | string

/**
 * Reads what people paste to say where a database is: a URI, a JDBC URL, a keyword string (`host=db port=5432`), a psql
 * command line, or a block of PG* variables. Total; nothing is run, expanded or looked up.
 */
export function readConnectionText(given: string): ConnectionText {
  const text = unwrapped(given.trim())
  const notation = notationOf(text)
  if (notation === undefined) return { kind: 'invalid', message: EXPECTED }
  const pairs = READERS[notation](text)
  if (typeof pairs === 'string') return { kind: 'invalid', message: pairs }
  const parameters = new Map<string, string>()
  for (const [name, value] of pairs) if (value !== '') parameters.set(name, value)
  return { kind: 'understood', notation, parameters }
}

/** A URI as programs are given it (`DATABASE_URL=…`), or a line as it stands behind the prompt of a shell. */
function unwrapped(text: string): string {
  const [, , uri] = /^(?:export\s+)?[A-Z]\w*=(["']?)((?:jdbc:)?postgres(?:ql)?:\/\/.*)\1;?$/is.exec(text) ?? []
  return uri ?? text.replace(/^[$%#]\s+/, '')
}

const EXPECTED =
  'A connection is expected as postgresql://user@host:port/database, a JDBC URL, host=... dbname=..., a psql command, or PGHOST=... lines.'

function notationOf(text: string): ConnectionNotation | undefined {
  if (/^postgres(ql)?:\/\//i.test(text)) return 'uri'
  if (/^jdbc:postgresql:/i.test(text)) return 'jdbc'
  if (isPsql(text)) return 'psql'
  if (/^\s*(export\s+|set\s+)?PG[A-Z]+=/im.test(text)) return 'environment'
  if (/^[a-z_]+\s*=/.test(text)) return 'keywords'
  return undefined
}

/** Nothing but variables may stand before the command. An open quote is the reader's to tell. */
function isPsql(text: string): boolean {
  const words = splitWords(text) ?? text.split(/\s+/)
  const start = words.indexOf('psql')
  return start >= 0 && words.slice(0, start).every(word => /^\w+=/s.test(word))
}

const READERS: Readonly<Record<ConnectionNotation, (text: string) => Pairs>> = {
  uri: readConnectionUri,
  jdbc: readJdbc,
  keywords: readKeywords,
  psql: readPsql,
  environment: readEnvironment,
}

/** The driver's short forms, `jdbc:postgresql:database` and `jdbc:postgresql:/`, mean the server at localhost. */
const SHORT_JDBC = /^jdbc:postgresql:(?!\/\/)\/?/i

function readJdbc(text: string): Pairs {
  const pairs = readConnectionUri(text.replace(SHORT_JDBC, 'jdbc:postgresql://localhost/').slice('jdbc:'.length))
  if (typeof pairs === 'string') return pairs
  const isEncrypted = pairs.some(([name, value]) => name === 'ssl' && value !== 'false')
  const known = pairs
    .filter(([name]) => name !== 'ssl')
    .map(([name, value]): [string, string] => [name === 'currentSchema' ? 'schema' : name, value])
  // What `ssl=true` alone means to the driver.
  return isEncrypted ? [['sslmode', 'verify-full'], ...known] : known
}

/** libpq's keyword strings: values in single quotes may hold spaces, a backslash takes the next character as it is. */
function readKeywords(text: string): Pairs {
  const pairs: [string, string][] = []
  const one = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)(?:[^\s\\]|\\.)*)?)(?=\s|$)/sy
  while (one.lastIndex < text.length) {
    const found = one.exec(text)
    if (found === null) return `After ${pairs.length} parameters of the connection, name=value is expected.`
    const [, name = '', quoted, plain = ''] = found
    pairs.push([name, (quoted ?? plain).replace(/\\(.)/gs, '$1')])
  }
  return pairs
}

const PSQL_VALUES: Readonly<Record<string, string | undefined>> = {
  '-h': 'host',
  '--host': 'host',
  '-p': 'port',
  '--port': 'port',
  '-U': 'user',
  '--username': 'user',
  '-d': 'dbname',
  '--dbname': 'dbname',
}
/** They say what psql does, not where the database is: flags of one letter, which may stand together, and long words. */
const PSQL_FLAGS = /^(-[aAbeEHlnqsStwWxX01z]+|--[a-z-]+(=.*)?)$/s
/** Likewise, with a value behind them. */
const PSQL_PASSED_OVER =
  /^(-[cfFLoPRTv]|--(command|file|set|variable|pset|output|log-file|field-separator|record-separator|table-attr))$/

function readPsql(text: string): Pairs {
  const words = splitWords(text)
  if (words === undefined) return 'The psql command has a quote that is not closed.'
  const start = words.indexOf('psql')
  const pairs: [string, string][] = []
  for (const word of words.slice(0, start)) pairs.push(...variable(word))
  const positional: string[] = []
  for (let index = start + 1; index < words.length; index++) {
    const word = words[index] ?? ''
    const [, option = word, attached] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? /^(-[hpUd])(.+)$/s.exec(word) ?? []
    const name = PSQL_VALUES[option]
    if (name !== undefined) pairs.push([name, attached ?? words[++index] ?? ''])
    else if (!word.startsWith('-')) positional.push(word)
    else if (PSQL_PASSED_OVER.test(word)) index++
    else if (!PSQL_FLAGS.test(word) && !PSQL_PASSED_OVER.test(word.slice(0, 2))) {
      return `The psql command has the option ${option}, which psql does not know.`
    }
  }
  const [database, user] = positional
  if (positional.length > 2) return 'The psql command has more than a database and a user behind its options.'
  if (database !== undefined) pairs.push(['dbname', database])
  if (user !== undefined) pairs.push(['user', user])
  return expandDatabase(pairs)
}

/** As in psql, the database may be a whole URI or keyword string; what it says counts. */
function expandDatabase(pairs: readonly [string, string][]): Pairs {
  const whole = pairs.find(([name, value]) => name === 'dbname' && /^postgres(ql)?:\/\/|=/i.test(value))
  if (whole === undefined) return pairs
  const inner = notationOf(whole[1]) === 'uri' ? readConnectionUri(whole[1]) : readKeywords(whole[1])
  return typeof inner === 'string' ? inner : [...pairs.filter(pair => pair !== whole), ...inner]
}

function readEnvironment(text: string): Pairs {
  const pairs: [string, string][] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const words = line.trim().startsWith('#') ? [] : splitWords(line)
    if (words === undefined) return `Line ${index + 1} of the variables has a quote that is not closed.`
    for (const word of words) pairs.push(...variable(word.replace(/;$/, '')))
  }
  return pairs
}

const VARIABLES: Readonly<Record<string, string | undefined>> = {
  PGHOST: 'host',
  PGPORT: 'port',
  PGUSER: 'user',
  PGPASSWORD: 'password',
  PGDATABASE: 'dbname',
  PGAPPNAME: 'application_name',
}

/** PGSSLMODE is sslmode, and so are most; a variable that is none of libpq's says nothing. */
function variable(word: string): [string, string][] {
  const [, name, value = ''] = /^(PG[A-Z_]+)=(.*)$/s.exec(word) ?? []
  return name === undefined ? [] : [[VARIABLES[name] ?? name.slice(2).toLowerCase(), value]]
}
