import { z } from 'zod'
import { commitIdSchema, tableIdSchema, timeMsSchema, versionSchema } from './schemas.ts'

/** What became of a draft whose answer was lost. */
export const commitFateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('committed'), version: versionSchema, committedAt: timeMsSchema }),
  z.strictObject({ kind: z.literal('not-committed') }),
  z.strictObject({ kind: z.literal('in-progress') }),
  /** Its table was dropped with its history: nobody can know any more. */
  z.strictObject({ kind: z.literal('table-gone') }),
])

/** Commits that were begun here and whose outcome nobody was told, the oldest first. */
export const unresolvedReportSchema = z.array(
  z.strictObject({
    commitId: commitIdSchema,
    tableId: tableIdSchema,
    /** null where the table is gone. */
    tableName: z.string().nullable(),
    expectedVersion: versionSchema,
    startedAt: timeMsSchema,
    fate: commitFateSchema,
    /** The program that began it is at it still, as far as can be seen: nothing was cut off. */
    isBeingMade: z.boolean(),
  }),
)
export type UnresolvedReport = z.infer<typeof unresolvedReportSchema>

/** A commit that was begun and of which nobody knows how it ended. */
export const unresolvedCommitSchema = z.strictObject({
  commitId: commitIdSchema,
  tableId: tableIdSchema,
  expectedVersion: versionSchema,
  /** SHA-256 of the draft's actions, in hex. */
  digest: z.string(),
  /** Server, database and schema. */
  place: z.string(),
  /** The process that made it, and when: milliseconds since 1970. */
  pid: z.number().int(),
  startedAt: z.number(),
})
export type UnresolvedCommit = z.infer<typeof unresolvedCommitSchema>
