import { z } from 'zod'
import { tableIdSchema, timeMsSchema, versionSchema } from './schemas.ts'
import { textSchema } from './text.ts'

/** The commit behind an event of a history. */
const blamedCommitSchema = z.strictObject({
  version: versionSchema,
  committedAt: timeMsSchema,
  operation: z.string(),
  committer: z.string(),
})
export type BlamedCommit = z.infer<typeof blamedCommitSchema>

export const fileEventSchema = z.strictObject({
  commit: blamedCommitSchema,
  /**
   * `refreshed`: added again while it was live, under the same deletion vector. `deletion-vector`: given another one.
   * `removed-nothing`: a remove that met no live file.
   */
  kind: z.enum(['added', 'removed', 'refreshed', 'deletion-vector', 'removed-nothing']),
  /** The actions of that commit that name the file, in commit order, as Delta JSON lines. */
  lines: z.array(z.string()),
})
export type FileEvent = z.infer<typeof fileEventSchema>

export const fileHistorySchema = z.strictObject({
  path: z.string(),
  /** Oldest first. */
  events: z.array(fileEventSchema),
  isLive: z.boolean(),
  /** False where there are more events than are answered. */
  isComplete: z.boolean(),
})
export type FileHistory = z.infer<typeof fileHistorySchema>
export const fileHistoryRequestSchema = z.strictObject({ tableId: tableIdSchema, path: textSchema.min(1) })

/** What is asked about: a column by its logical names as they are at `version`, or a property by its key. */
export const blameSubjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('column'), path: z.array(textSchema).min(1) }),
  z.strictObject({ kind: z.literal('property'), key: textSchema.min(1) }),
])
export type BlameSubject = z.infer<typeof blameSubjectSchema>

export const metadataEventSchema = z.strictObject({
  commit: blamedCommitSchema,
  change: z.enum(['added', 'removed', 'renamed', 'type', 'nullability', 'moved', 'comment', 'metadata', 'value']),
  /** The column's logical names after the change. */
  path: z.array(z.string()),
  /** Which key of the column's metadata changed, or which property. */
  key: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
})
export type MetadataEvent = z.infer<typeof metadataEventSchema>

export const metadataHistorySchema = z.strictObject({
  /** Oldest first. */
  events: z.array(metadataEventSchema),
  isComplete: z.boolean(),
})
export type MetadataHistory = z.infer<typeof metadataHistorySchema>
export const metadataHistoryRequestSchema = z.strictObject({
  tableId: tableIdSchema,
  version: versionSchema,
  subject: blameSubjectSchema,
})
