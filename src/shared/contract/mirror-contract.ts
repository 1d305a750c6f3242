import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import {
  cleanupOfferSchema,
  cleanupRequestSchema,
  mirrorAttemptSchema,
  mirrorPaceSchema,
  readerViewSchema,
} from './mirror-details.ts'
import {
  divergenceSchema,
  mirrorCommandSchema,
  mirroredVersionSchema,
  mirroredVersionsRequestSchema,
  mirrorsEventSchema,
  mirrorTargetSchema,
  setTargetAnswerSchema,
} from './mirrors.ts'
import { op } from './operation.ts'
import { tableIdSchema } from './schemas.ts'

/** The public face of tables: their logs as `_delta_log` files, which a publisher writes. */
export const mirrorContract = {
  mirror: {
    /** Every mirror with its lag, its failures and what raises an alert; live. */
    watch: op.output(eventIterator(mirrorsEventSchema)),
    /** A page of a table's versions with what is known of their files, newest first. */
    versions: op.input(mirroredVersionsRequestSchema).output(z.array(mirroredVersionSchema)),
    /** Mirrors a table to a folder of the machine that the main process runs on; the folder is made where it is missing. */
    setTarget: op.input(mirrorTargetSchema).output(setTargetAnswerSchema),
    /** `INVALID` where the command means nothing to the mirror as it stands. */
    command: op.input(mirrorCommandSchema),
    /** Both sides of a divergence; null where there is none. */
    divergence: op.input(z.strictObject({ tableId: tableIdSchema })).output(divergenceSchema.nullable()),
    /** How publishing went in the last minutes. */
    pace: op.input(z.strictObject({ tableId: tableIdSchema.optional() })).output(mirrorPaceSchema),
    /** Failed attempts of a mirror, newest first. */
    attempts: op.input(z.strictObject({ tableId: tableIdSchema })).output(z.array(mirrorAttemptSchema)),
    /** What the files of the target give to somebody who has only them. */
    reader: op.input(z.strictObject({ tableId: tableIdSchema })).output(readerViewSchema),
    cleanup: {
      offer: op.input(z.strictObject({ tableId: tableIdSchema })).output(cleanupOfferSchema),
      /** `INVALID` where the offer is another one by now or the name is not the table's. Answers how many files went. */
      remove: op.input(cleanupRequestSchema).output(z.strictObject({ removed: z.number() })),
    },
  },
}
