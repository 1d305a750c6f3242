import { z } from 'zod'
import { issueSchema } from './schemas.ts'

/** Where a log could not be read: which file, which line, and why. */
export const importProblemSchema = z.strictObject({
  rule: z.string(),
  /** Path relative to the table's folder, for example `_delta_log/00000000000000000003.json`. */
  file: z.string().nullable(),
  /** From one. */
  line: z.number().int().nullable(),
  message: z.string(),
  issue: issueSchema.optional(),
})
export type ImportProblem = z.infer<typeof importProblemSchema>
