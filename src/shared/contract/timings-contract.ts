import { z } from 'zod'
import { op } from './operation.ts'
import { commitStepSchema } from './outcome.ts'
import { tableIdSchema, timeMsSchema } from './schemas.ts'

/** Milliseconds of half, of 95 and of 99 in a hundred attempts, and of the slowest. */
const percentilesSchema = z.strictObject({
  attempts: z.number().int(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  maxMs: z.number(),
})
export type Percentiles = z.infer<typeof percentilesSchema>

export const commitTimingsSchema = z.strictObject({
  /** When the oldest attempt that counts was made; null where there is none. */
  since: timeMsSchema.nullable(),
  /** From the first step to the outcome. */
  whole: percentilesSchema,
  /** The steps that were reached, in their order. */
  steps: z.array(percentilesSchema.extend({ step: commitStepSchema })),
  /** How often attempts ended how. */
  outcomes: z.record(z.string(), z.number().int()),
})
export type CommitTimings = z.infer<typeof commitTimingsSchema>

/** Where the attempts to commit that were made from this computer spent their time. */
export const timingsContract = {
  timings: {
    read: op
      .input(z.strictObject({ /** All tables where absent. */ tableId: tableIdSchema.optional() }))
      .output(commitTimingsSchema),
  },
}
