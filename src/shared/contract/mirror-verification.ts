import { z } from 'zod'
import { readVersionSchema, tableIdSchema, versionSchema } from './schemas.ts'

/**
 * `incremental` looks only behind the last published version. `smart` looks at names, sizes and etags and reads what
 * differs. `full` reads and compares everything, and reconstructs the table from its files.
 */
export const verifyLevelSchema = z.enum(['incremental', 'smart', 'full'])
export type VerifyLevel = z.output<typeof verifyLevelSchema>

export const verifyRequestSchema = z.strictObject({
  tableId: tableIdSchema,
  level: verifyLevelSchema,
  /** Puts back what is ours and was lost or torn. Anything else is only told. */
  repair: z.boolean(),
  from: versionSchema.optional(),
  to: versionSchema.optional(),
})
export type VerifyRequest = z.output<typeof verifyRequestSchema>

/** `equivalent`: the same actions in other bytes. `foreign`: a file beyond the head. */
export const fileVerdictSchema = z.enum(['identical', 'equivalent', 'different', 'missing', 'foreign'])

/** The table as its files give it, held against the table as it is committed. */
export const snapshotVerdictSchema = z.strictObject({
  state: z.enum(['same', 'different']),
  version: readVersionSchema,
  checkpoints: z.number(),
  checksums: z.number(),
  differences: z.array(z.string()),
})
export type SnapshotVerdict = z.output<typeof snapshotVerdictSchema>

export const verifyReportSchema = z.strictObject({
  level: verifyLevelSchema,
  from: versionSchema,
  to: readVersionSchema,
  /** How many of the versions are done. */
  checked: z.number(),
  counts: z.strictObject({
    identical: z.number(),
    equivalent: z.number(),
    different: z.number(),
    missing: z.number(),
    foreign: z.number(),
  }),
  /** Versions that are still to be published and are not there. */
  unpublished: z.number(),
  repaired: z.number(),
  /** Files that were read; the others were known by size and etag. */
  read: z.number(),
  /** What is not identical, the oldest first, cut at a limit. */
  findings: z.array(
    z.strictObject({
      version: versionSchema,
      /** What was found; it counts as identical where it was repaired. */
      verdict: fileVerdictSchema,
      message: z.string(),
      isRepaired: z.boolean(),
    }),
  ),
  /** Null where the files were not put together: only a full verification of a sound log does that. */
  snapshot: snapshotVerdictSchema.nullable(),
  isDone: z.boolean(),
})
export type VerifyReport = z.output<typeof verifyReportSchema>

/** Whether nothing was found that a person has to decide on. */
export function isAsCommitted({ counts, snapshot }: Pick<VerifyReport, 'counts' | 'snapshot'>): boolean {
  return counts.different + counts.missing + counts.foreign === 0 && snapshot?.state !== 'different'
}
