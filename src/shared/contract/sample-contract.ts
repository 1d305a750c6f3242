import { z } from 'zod'
import { op } from './operation.ts'
import { tableIdSchema, tableNameSchema } from './schemas.ts'

const samplesSchema = z.array(
  // A sample of one's own commits is more than a sample: whoever removes it is asked first.
  z.strictObject({ tableId: tableIdSchema, name: tableNameSchema, hasOwnCommits: z.boolean() }),
)

/** Tables that this program made up to look at; a task of the kind `sample` makes one. */
export const sampleContract = {
  samples: {
    list: op.output(samplesSchema),
    /** Removes every one of them with its history, and no other table; answers which they were. */
    remove: op.output(samplesSchema),
  },
}
