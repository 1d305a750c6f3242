import { randomUUID } from 'node:crypto'
import { ORPCError } from '@orpc/client'
import { ValidationError } from '@orpc/contract'
import { errors } from '../shared/contract/errors.ts'
import type { Issue } from '../shared/delta/issue.ts'
import type { HostLog } from './host/pipe.ts'
import type { Redactor } from './log-file/redact.ts'
import { denialOf } from './postgres/denial.ts'
import { unavailability } from './unavailability.ts'

/** Where unexpected errors are kept, and what takes secrets out of sentences that leave. */
export interface FailureDesk {
  readonly log: Pick<HostLog, 'error' | 'warn'>
  readonly redactor: Redactor
}

const UNEXPECTED = 'Something went wrong that Deltadesk did not expect. Its log has the details under this reference.'

/**
 * What the page is told about anything that was thrown: bad input with its path (W1), a known failure with its data, and
 * for the rest one fixed sentence and a reference under which the log holds the error whole (W3).
 */
export function answerFailure(
  error: unknown,
  path: readonly string[],
  { log, redactor }: FailureDesk,
): ORPCError<string, unknown> {
  if (error instanceof ORPCError) {
    if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) {
      return new ORPCError('INVALID', {
        status: errors.INVALID.status,
        message: 'The input does not fit the contract.',
        data: { issues: error.cause.issues.map(inputIssue) },
      })
    }
    if (error.code in errors && error.code !== 'INTERNAL') return error
  }
  const gone = unavailability(error)
  if (gone) {
    const reason = redactor.redact(gone.reason)
    log.warn({ call: path.join('.'), error }, 'the database cannot be reached')
    return new ORPCError('DATABASE_UNAVAILABLE', {
      status: errors.DATABASE_UNAVAILABLE.status,
      message: reason,
      data: { reason, sqlState: gone.sqlState },
    })
  }
  const denial = denialOf(error)
  if (denial) {
    log.warn({ call: path.join('.'), error }, 'the database user lacks a privilege')
    const message = `The database user may not use ${denial.relation ?? 'what was asked for'}.`
    return new ORPCError('NOT_ALLOWED', { status: errors.NOT_ALLOWED.status, message, data: { ...denial } })
  }
  const reference = randomUUID()
  log.error({ call: path.join('.'), reference, error, ...contractBreach(error) }, 'unexpected error')
  return new ORPCError('INTERNAL', { status: errors.INTERNAL.status, message: UNEXPECTED, data: { reference } })
}

/** The typed failure of a thing that was asked for by name and is not there. */
export function notFound(what: string): ORPCError<'NOT_FOUND', { what: string }> {
  return new ORPCError('NOT_FOUND', {
    status: errors.NOT_FOUND.status,
    message: `There is no ${what}.`,
    data: { what },
  })
}

/** The typed failure of a call that would change the log of a read-only connection. */
export function readOnlyRefusal(): ORPCError<'READ_ONLY', { reason: string }> {
  const reason = 'This connection is read-only: nothing was sent, and the log is as it was.'
  return new ORPCError('READ_ONLY', { status: errors.READ_ONLY.status, message: reason, data: { reason } })
}

/** The typed failure of input that fits the contract and still cannot be used. */
export function invalidInput(path: Issue['path'], message: string): ORPCError<'INVALID', { issues: Issue[] }> {
  const issues: Issue[] = [{ rule: 'input', severity: 'error', path, message }]
  return new ORPCError('INVALID', { status: errors.INVALID.status, message, data: { issues } })
}

type InputIssue = ValidationError['issues'][number]

function inputIssue({ path, message }: InputIssue): Issue {
  const steps = (path ?? []).map(step => (typeof step === 'object' ? step.key : step))
  return {
    rule: 'input',
    severity: 'error',
    path: steps.map(step => (typeof step === 'number' ? step : String(step))),
    message,
  }
}

/** An answer that does not fit the contract is our own mistake: the log needs to know where. */
function contractBreach(error: unknown): { issues?: readonly InputIssue[] } {
  if (!(error instanceof ORPCError) || !(error.cause instanceof ValidationError)) return {}
  return { issues: error.cause.issues }
}
