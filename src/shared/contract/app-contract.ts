import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { op } from './operation.ts'
import { readVersionSchema, tableIdSchema } from './schemas.ts'

/** The program itself, and what moves in the database it is connected to. */
export const appContract = {
  app: {
    /** Who we are and where we are connected. */
    info: op.output(
      z.strictObject({
        name: z.string(),
        version: z.string(),
        host: z.enum(['electron', 'loopback']),
        server: z.strictObject({
          label: z.string(),
          version: z.string(),
          database: z.string(),
          schema: z.string(),
          user: z.string(),
          embedded: z.boolean(),
          /** Nothing can be written: as this connection was opened, or because the server is a standby or set so. */
          readOnly: z.enum(['chosen', 'server']).nullable(),
          roundTripMs: z.number(),
        }),
      }),
    ),
  },
  changes: {
    /** Heads that moved, whoever committed, batched; the first event says where every table stands now. */
    watch: op.output(
      eventIterator(
        z.strictObject({
          heads: z.array(z.strictObject({ tableId: tableIdSchema, head: readVersionSchema })),
        }),
      ),
    ),
  },
}
