import pg from 'pg'
import { type ConnectionConfig, formatPlace } from './connection-config.ts'
import { SignInRefused } from './guard-sign-in.ts'
import { tlsReason } from './tls-reason.ts'
import { TunnelFailure } from './tunnel-failure.ts'

/** The step of connecting that failed. */
export type ConnectStep =
  | 'tunnel'
  | 'resolve'
  | 'connect'
  | 'encrypt'
  | 'greet'
  | 'authenticate'
  | 'open-database'
  | 'check-server'

/** How far an attempt got before it failed. */
export interface ConnectProgress {
  timeoutMs: number
  reached: 'nothing' | 'socket' | 'server'
}

/** No connection was made. The message is one sentence for people and never holds a password. */
export class ConnectFailure extends Error {
  readonly step: ConnectStep
  readonly sqlState: string | undefined

  constructor(step: ConnectStep, message: string, sqlState?: string) {
    super(message)
    this.name = 'ConnectFailure'
    this.step = step
    this.sqlState = sqlState
  }
}

/** Names the step that failed. The cause is not kept: its text may hold what must not be shown. */
export function connectFailure(error: unknown, config: ConnectionConfig, progress: ConnectProgress): ConnectFailure {
  const place = formatPlace(config)
  if (error instanceof TunnelFailure) return new ConnectFailure('tunnel', error.message)
  if (error instanceof pg.DatabaseError) return refusedByServer(error, place)
  if (error instanceof SignInRefused) return new ConnectFailure('encrypt', `No session at ${place}: ${error.message}.`)
  const { code, message } = describeError(error)
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConnectFailure('resolve', `The host ${config.host} cannot be found (${code}).`)
    case 'ECONNREFUSED':
      return new ConnectFailure('connect', `Nothing accepts connections at ${config.host}:${config.port} (${code}).`)
    case 'ENOENT':
    case 'EACCES':
      return new ConnectFailure(
        'connect',
        `The socket of port ${config.port} in ${config.host} cannot be opened (${code}).`,
      )
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return new ConnectFailure('connect', `${config.host}:${config.port} cannot be reached (${code}).`)
  }
  if (message === 'timeout expired') return timedOut(config, progress)
  if (config.tls !== undefined && progress.reached === 'socket') {
    const isRefused = message.startsWith('The server does not support SSL')
    const reason = tlsReason(error, config.host) ?? code ?? (isRefused ? 'the server offers none' : 'no reason given')
    return new ConnectFailure('encrypt', `No encrypted connection to ${place} could be made: ${reason}.`)
  }
  if (progress.reached === 'server') {
    return new ConnectFailure(
      'authenticate',
      `Signing in to ${place} did not succeed: ${authenticationReason(message)}.`,
    )
  }
  return new ConnectFailure(
    'greet',
    `What listens at ${config.host}:${config.port} closed the connection without answering as a PostgreSQL server.`,
  )
}

function refusedByServer(error: pg.DatabaseError, place: string): ConnectFailure {
  const state = error.code ?? 'no SQLSTATE'
  switch (error.code) {
    case '28P01':
      return new ConnectFailure('authenticate', `The password for ${place} is wrong (28P01).`, error.code)
    case '28000':
      return new ConnectFailure('authenticate', `The server does not let this user in: ${place} (28000).`, error.code)
    case '3D000':
      return new ConnectFailure('open-database', `The database of ${place} does not exist (3D000).`, error.code)
    case '42501':
      return new ConnectFailure('open-database', `The user may not open the database of ${place} (42501).`, error.code)
    case '53300':
      return new ConnectFailure('connect', `The server has no free connection for ${place} (53300).`, error.code)
    case '57P03':
      return new ConnectFailure(
        'connect',
        `The server at ${place} is starting up or shutting down (57P03).`,
        error.code,
      )
  }
  return new ConnectFailure('connect', `The server refused the connection to ${place} (${state}).`, error.code)
}

function timedOut(config: ConnectionConfig, progress: ConnectProgress): ConnectFailure {
  const after = `within ${progress.timeoutMs / 1000} s`
  switch (progress.reached) {
    case 'nothing':
      return new ConnectFailure('connect', `${config.host}:${config.port} did not accept a connection ${after}.`)
    case 'socket':
      return new ConnectFailure(
        'greet',
        `What listens at ${config.host}:${config.port} accepted the connection and did not answer as a PostgreSQL server ${after}.`,
      )
    case 'server':
      return new ConnectFailure('authenticate', `Signing in to ${formatPlace(config)} did not finish ${after}.`)
  }
  progress.reached satisfies never
}

function authenticationReason(message: string): string {
  if (message.includes('SASL') && message.includes('password'))
    return 'the server asks for a password and none was given'
  return 'the server ended the connection'
}

function describeError(error: unknown): { code: string | undefined; message: string } {
  // A host with several addresses fails with one error for each; the last one tried speaks for all.
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error
  if (!(last instanceof Error)) return { code: undefined, message: '' }
  const code = 'code' in last && typeof last.code === 'string' ? last.code : undefined
  return { code, message: last.message }
}
