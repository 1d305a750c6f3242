import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import {
  divergenceSchema,
  mirrorCommandSchema,
  mirroredVersionSchema,
  mirroredVersionsRequestSchema,
  mirrorsEventSchema,
  mirrorTargetSchema,
  setTargetAnswerSchema,
  verifyReportSchema,
  verifyRequestSchema,
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
    /** Holds the files of a table against what was committed, and tells how far it is until it is done. */
    verify: op.input(verifyRequestSchema).output(eventIterator(verifyReportSchema)),
  },
}
