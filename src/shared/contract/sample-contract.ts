import { z } from 'zod'
import { op } from './operation.ts'
import { tableIdSchema, tableNameSchema } from './schemas.ts'

const samplesSchema = z.array(z.strictObject({ tableId: tableIdSchema, name: tableNameSchema }))

/** Tables that this program made up to look at; a task of the kind `sample` makes one. */
export const sampleContract = {
  samples: {
    list: op.output(samplesSchema),
    /** Removes every one of them with its history, and no other table; answers which they were. */
    remove: op.output(samplesSchema),
  },
}
