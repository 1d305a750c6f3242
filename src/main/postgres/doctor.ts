import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import type pg from 'pg'
import { connectClient, searchPath } from './connect-client.ts'
import { ConnectFailure } from './connect-failure.ts'
import { SERVER_MAJOR_MIN } from './connection.ts'
import type { ConnectionConfig } from './connection-config.ts'
import { fixOf } from './doctor-fixes.ts'
import { lookAtAges } from './look-at-ages.ts'
import { findPending, MigrationRefused } from './migrate.ts'
import { peerOf } from './peer-of.ts'
import { sqlStateOf } from './sqlstate.ts'

/** One thing that was looked at: what was found and, where something is wrong, what can be done. */
export interface Finding {
  readonly step: string
  readonly state: 'ok' | 'warning' | 'failed'
  readonly tookMs: number
  readonly found: string
  readonly fix: string | null
}

type Answer = string | { readonly found: string; readonly fix: string; readonly state?: 'failed' }
type Look = (client: pg.Client, config: ConnectionConfig) => Promise<Answer>

const STEP_TIMEOUT_MS = 10_000
const CLOCK_DIFFERENCE_MS_MAX = 2_000

/**
 * Looks at a connection step by step, from its name to the tables' privileges, and gives each finding as it is made. A step
 * that fails before there is a session ends it; each step ends within its timeout. Changes nothing.
 */
export async function* examine(config: ConnectionConfig): AsyncGenerator<Finding, void> {
  const { host, port } = config
  // Behind a tunnel only the machine at its end can look up names and open sockets.
  for (const [step, look] of config.openStream ? [] : waysOf(host, port)) {
    const finding = await taken(step, look)
    yield finding
    if (finding.state === 'failed') return
  }
  const opened = await openSession(config)
  yield* opened.findings
  const { client } = opened
  if (client === undefined) return
  try {
    for (const [step, look] of LOOKS) yield await taken(step, () => look(client, config))
  } finally {
    await client.end()
  }
}

/** Encrypts and signs in over one socket, and tells what was found and how long it took of each. */
async function openSession(config: ConnectionConfig): Promise<{ client?: pg.Client; findings: readonly Finding[] }> {
  let client: pg.Client | undefined
  let encrypted: { found: string; tookMs: number } | undefined
  let failure: unknown
  const began = performance.now()
  const onEncrypted = (secured: pg.Client) => {
    encrypted = { found: encryptionOf(secured), tookMs: tenths(performance.now() - began) }
  }
  const finding = await taken('session', async () => {
    try {
      const limits = { statementTimeoutMs: STEP_TIMEOUT_MS, onEncrypted }
      client = await connectClient({ ...config, isReadOnly: true }, limits)
    } catch (error) {
      failure = error
      throw error
    }
    return `signed in as ${config.user}${config.tls === undefined ? ', not encrypted' : ''}`
  })
  if (config.tls !== undefined && isOfEncryption(failure, encrypted !== undefined)) {
    return { findings: [{ ...finding, step: 'encryption' }] }
  }
  if (encrypted === undefined) return { ...(client && { client }), findings: [finding] }
  return {
    ...(client && { client }),
    findings: [
      { step: 'encryption', state: 'ok', fix: null, ...encrypted },
      { ...finding, tookMs: tenths(finding.tookMs - encrypted.tookMs) },
    ],
  }
}

/** A server may refuse our certificate after the handshake is done on this side: that is still of the encryption. */
function isOfEncryption(failure: unknown, isEncrypted: boolean): boolean {
  if (!(failure instanceof ConnectFailure)) return false
  return failure.step === 'encrypt' || (failure.step === 'greet' && !isEncrypted)
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10
}

function waysOf(host: string, port: number) {
  const isSocket = host.startsWith('/')
  return [
    ['name', async () => (isSocket || isIP(host) ? `${host} needs no look-up` : await addresses(host))],
    ['socket', async () => await openSocket(isSocket ? { path: `${host}/.s.PGSQL.${port}` } : { host, port })],
  ] as const
}

const LOOKS: readonly (readonly [string, Look])[] = [
  ['server', lookAtServer],
  ['pooler', lookForPooler],
  ['clock', lookAtClock],
  ['ages', lookAtAges],
  ['notify', lookAtNotify],
  ['schema', lookAtSchema],
  ['privileges', lookAtPrivileges],
]

async function taken(step: string, look: () => Promise<Answer>): Promise<Finding> {
  const began = performance.now()
  const finding = (state: Finding['state'], found: string, fix: string | null): Finding => ({
    ...{ step, state, found, fix },
    tookMs: tenths(performance.now() - began),
  })
  try {
    const answer = await look()
    if (typeof answer === 'string') return finding('ok', answer, null)
    return finding(answer.state ?? 'warning', answer.found, answer.fix)
  } catch (error) {
    const failedAt = error instanceof ConnectFailure ? error.step : step
    return finding('failed', sentenceOf(error), fixOf(failedAt) ?? null)
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof ConnectFailure || error instanceof MigrationRefused) return error.message
  const state = sqlStateOf(error)
  if (state !== undefined) return `The server answered with an error (${state}).`
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return `${error instanceof Error ? error.message : String(error)}${code}`
}

async function addresses(host: string): Promise<string> {
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => timeout.reject(new Error(`No answer within ${STEP_TIMEOUT_MS / 1000} s`)),
    STEP_TIMEOUT_MS,
  )
  try {
    const found = await Promise.race([lookup(host, { all: true }), timeout.promise])
    return `${host} is ${found.map(({ address }) => address).join(', ')}`
  } finally {
    clearTimeout(timer)
  }
}

async function openSocket(place: { path: string } | { host: string; port: number }): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect({ ...place, timeout: STEP_TIMEOUT_MS })
  socket.once('connect', () => resolve('a connection is accepted'))
  socket.once('timeout', () => reject(new Error(`No connection was accepted within ${STEP_TIMEOUT_MS / 1000} s`)))
  socket.once('error', error => reject(error))
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}

function encryptionOf(client: pg.Client): string {
  const peer = peerOf(client)
  if (peer === null) return 'not encrypted'
  const { protocol, subject, validTo, isVerified } = peer
  return `${protocol}, certificate of ${subject} until ${validTo} ${isVerified ? 'verified' : 'NOT verified'}`
}

async function lookAtServer(client: pg.Client): Promise<Answer> {
  const { rows } = await client.query<{ version: number; text: string; standby: boolean }>(
    `select current_setting('server_version_num')::int4 as version, current_setting('server_version') as text,
            pg_is_in_recovery() as standby`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('The server answered without a row')
  const found = `PostgreSQL ${row.text}, ${row.standby ? 'a standby' : 'a primary'}`
  if (row.version < SERVER_MAJOR_MIN * 10_000) {
    return { found, fix: `Version ${SERVER_MAJOR_MIN} or newer is needed.`, state: 'failed' }
  }
  return row.standby ? { found, fix: 'Nothing can be committed on a standby; connect to the primary to write.' } : found
}

async function lookForPooler(client: pg.Client, config: ConnectionConfig): Promise<Answer> {
  const { rows } = await client.query<{ path: string }>(`select current_setting('search_path') as path`)
  if (rows[0]?.path.replaceAll(' ', '') === searchPath(config)) return 'the settings of a session are kept'
  const fix = 'Connect to PostgreSQL itself, or to a pooler in session mode.'
  return { found: 'the settings of a session are lost: a pooler in transaction mode', fix, state: 'failed' }
}

async function lookAtClock(client: pg.Client): Promise<Answer> {
  const before = Date.now()
  const { rows } = await client.query<{ ms: number }>(
    'select extract(epoch from clock_timestamp())::float8 * 1000 as ms',
  )
  const differenceMs = Math.round((rows[0]?.ms ?? 0) - (before + Date.now()) / 2)
  const found = `the server's clock is ${Math.abs(differenceMs)} ms ${differenceMs < 0 ? 'behind' : 'ahead'}`
  if (Math.abs(differenceMs) <= CLOCK_DIFFERENCE_MS_MAX) return found
  return { found, fix: "Times of commits are the server's; set one of the two clocks right." }
}

async function lookAtNotify(client: pg.Client): Promise<Answer> {
  try {
    await client.query('listen deltadesk')
    await client.query('unlisten deltadesk')
    return 'changes are announced'
  } catch (error) {
    const found = `changes are not announced (${sqlStateOf(error) ?? 'no SQLSTATE'})`
    return { found, fix: 'Changes are found by polling alone, a moment later.' }
  }
}

async function lookAtSchema(client: pg.Client, { schema }: ConnectionConfig): Promise<Answer> {
  const pending = await findPending(client, schema)
  if (pending.length === 0) return `the schema ${schema} has every migration`
  const names = pending.map(({ number, name }) => `${number} "${name}"`).join(', ')
  const fix =
    'Connecting shows their SQL and applies it on request, as a user who may create tables; a command applies it by itself.'
  return { found: `the schema ${schema} lacks the migrations ${names}`, fix, state: 'failed' }
}

async function lookAtPrivileges(client: pg.Client, { schema }: ConnectionConfig): Promise<Answer> {
  const { rows } = await client.query<{ name: string; reads: boolean; inserts: boolean }>({
    text: `select c.relname as name, has_table_privilege(c.oid, 'select') as reads,
                  has_table_privilege(c.oid, 'insert') as inserts
             from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where n.nspname = $1 and c.relkind in ('r', 'p') and c.relname like 'dl\\_%' order by c.relname`,
    values: [schema],
  })
  const names = (wanted: (row: (typeof rows)[number]) => boolean) => rows.filter(wanted).map(({ name }) => name)
  const unread = names(({ reads }) => !reads)
  if (unread.length > 0) {
    const fix = `grant select on ${unread.map(name => `${schema}.${name}`).join(', ')} to the user or its role.`
    return { found: `${unread.join(', ')} cannot be read`, fix, state: 'failed' }
  }
  const closed = names(({ inserts }) => !inserts)
  if (rows.length === 0) return 'there are no tables yet whose privileges could be looked at'
  if (closed.length === 0) return `${rows.length} tables can be read and added to`
  return {
    found: `${closed.join(', ')} can only be read`,
    fix: 'To write, use the writer role that deltadesk roles prints.',
  }
}
