import { ORPCError } from '@orpc/client'
import type { Issue } from '../../shared/delta/issue.ts'

/** A call that did not succeed, in words that a page can show: what happened and what it means for the reader. */
export interface Failure {
  readonly kind:
    | 'disconnected'
    | 'cancelled'
    | 'not-found'
    | 'invalid'
    | 'database'
    | 'not-allowed'
    | 'read-only'
    | 'not-connected'
    | 'internal'
  readonly title: string
  readonly detail: string
  readonly sqlState?: string | undefined
  readonly reference?: string | undefined
  /** The table of the log that the database user may not use. */
  readonly relation?: string | undefined
  readonly issues?: readonly Issue[] | undefined
}

/** Reads what a call of the client threw. Total: whatever is thrown becomes a failure. */
export function readFailure(error: unknown): Failure {
  if (error instanceof ORPCError) return readDefinedError(error)
  if (error instanceof Disconnected) {
    return {
      kind: 'disconnected',
      title: 'The connection was lost',
      detail: 'The answer did not arrive. The page reconnects by itself and asks again.',
    }
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { kind: 'cancelled', title: 'Cancelled', detail: 'The call was stopped before its answer arrived.' }
  }
  return {
    kind: 'internal',
    title: 'Something unexpected happened',
    detail: error instanceof Error ? error.message : String(error),
  }
}

/** The pipe to the main process broke while the call was under way: a read can simply be asked again. */
export class Disconnected extends Error {
  override readonly name = 'Disconnected'
}

function readDefinedError(error: ORPCError<string, unknown>): Failure {
  const { code, data } = error
  switch (code) {
    case 'NOT_FOUND':
      return { kind: 'not-found', title: 'Not found', detail: text(data, 'what') ?? 'There is no such thing here.' }
    case 'INVALID':
      return { kind: 'invalid', title: 'The input was refused', detail: issuesText(data), issues: issuesOf(data) }
    case 'DATABASE_UNAVAILABLE':
      return {
        kind: 'database',
        title: 'The database cannot be reached',
        detail: text(data, 'reason') ?? 'No reason was given.',
        sqlState: text(data, 'sqlState'),
      }
    case 'NOT_ALLOWED': {
      const relation = text(data, 'relation')
      return {
        kind: 'not-allowed',
        title: relation ? `This needs a privilege on ${relation}` : 'This needs a privilege',
        detail: 'The database refused it to the user of this connection. Whatever needs it not works as before.',
        sqlState: text(data, 'sqlState'),
        relation,
      }
    }
    case 'READ_ONLY':
      return { kind: 'read-only', title: 'Read-only', detail: text(data, 'reason') ?? error.message }
    case 'NOT_CONNECTED':
      return { kind: 'not-connected', title: 'Not connected', detail: text(data, 'reason') ?? error.message }
    case 'BAD_REQUEST':
      return { kind: 'invalid', title: 'The input was refused', detail: error.message }
    default:
      return {
        kind: 'internal',
        title: 'Something unexpected happened',
        detail: 'The log of the app has the whole story.',
        reference: text(data, 'reference'),
      }
  }
}

function issuesOf(data: unknown): readonly Issue[] | undefined {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) return undefined
  return data.issues
}

function issuesText(data: unknown): string {
  const issues = issuesOf(data) ?? []
  return issues.map(issue => issue.message).join(' ') || 'It does not fit the contract.'
}

function text(data: unknown, key: string): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const value: unknown = Reflect.get(data, key)
  return typeof value === 'string' ? value : undefined
}
