import { z } from 'zod'
import { issueSchema } from './schemas.ts'

/**
 * Failures that the page can act on, as data (W1, W3). What is not listed leaves as `INTERNAL_SERVER_ERROR` with one
 * fixed sentence and a reference to the log.
 */
export const errors = {
  NOT_FOUND: { status: 404, data: z.strictObject({ what: z.string() }) },
  INVALID: { status: 422, data: z.strictObject({ issues: z.array(issueSchema) }) },
  DATABASE_UNAVAILABLE: { status: 503, data: z.strictObject({ reason: z.string(), sqlState: z.string().nullable() }) },
  /** The database user lacks a privilege; `relation` is the table that it is about, where it is one of the log's. */
  NOT_ALLOWED: { status: 403, data: z.strictObject({ relation: z.string().nullable(), sqlState: z.string() }) },
  /** The connection is read-only and the call would have changed the log; nothing was sent. */
  READ_ONLY: { status: 403, data: z.strictObject({ reason: z.string() }) },
  /** The connection that the call names is not open; opening it may help. */
  NOT_CONNECTED: { status: 409, data: z.strictObject({ reason: z.string() }) },
  INTERNAL: { status: 500, data: z.strictObject({ reference: z.string() }) },
}
