import type { OpenFailure } from '../shared/contract/connections.ts'
import { BookUnreadable } from './connections/connection-book.ts'
import type { Redactor } from './log-file/redact.ts'
import { ConnectFailure } from './postgres/connect-failure.ts'
import { fixOf } from './postgres/doctor-fixes.ts'
import { MigrationRefused } from './postgres/migrate.ts'
import { TunnelFailure } from './postgres/tunnel-failure.ts'

/** What a person is told of an opening that failed: the step, a sentence without secrets, what can be done. */
export function openFailure(error: unknown, redactor: Redactor): OpenFailure {
  const step = stepOf(error)
  const message = redactor.redact(error instanceof Error ? error.message : String(error))
  const sqlState = error instanceof ConnectFailure ? (error.sqlState ?? null) : null
  return { step, message, fix: fixOf(step) ?? null, sqlState }
}

/** The opening failed because a password is missing or wrong, and another one may help. */
export function wantsPassword(error: unknown): boolean {
  return error instanceof ConnectFailure && error.step === 'authenticate'
}

function stepOf(error: unknown): string {
  if (error instanceof ConnectFailure) return error.step
  if (error instanceof TunnelFailure) return 'tunnel'
  if (error instanceof MigrationRefused) return 'schema'
  return error instanceof BookUnreadable ? 'read-connections' : 'open'
}
