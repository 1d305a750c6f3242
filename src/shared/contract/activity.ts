import { z } from 'zod'
import { ACTIVITY_PAGE_MAX } from '../limits.ts'
import { op } from './operation.ts'
import { timingsSchema } from './outcome.ts'
import { tableIdSchema, timeMsSchema, versionSchema } from './schemas.ts'

export const activityKindSchema = z.enum(['commit', 'dry-run', 'draft-discarded', 'task', 'safety'])
export type ActivityKind = z.infer<typeof activityKindSchema>

/** One thing that this program did, or tried to do, to a table. */
export const activitySchema = z.strictObject({
  activityId: z.uuid(),
  at: timeMsSchema,
  tookMs: z.number(),
  kind: activityKindSchema,
  /** Which program: the app, or the command. */
  actor: z.enum(['app', 'command']),
  tableId: tableIdSchema.nullable(),
  tableName: z.string().nullable(),
  /** The version that came of it, or was wanted. */
  version: versionSchema.nullable(),
  commitId: z.string().nullable(),
  operation: z.string().nullable(),
  /** How it ended, in one word: `committed`, `version-conflict`, ... */
  outcome: z.string(),
  /** The same in a sentence. */
  summary: z.string(),
  /** Where an attempt to commit spent its time. */
  timings: timingsSchema.optional(),
})
export type Activity = z.infer<typeof activitySchema>

export const activityRequestSchema = z.strictObject({
  /** A part of a table's name, a sentence, an operation or a commit id. */
  search: z.string().max(1_000).optional(),
  kind: activityKindSchema.optional(),
  /** Only what is older than this entry. */
  before: z.uuid().optional(),
  limit: z.number().int().min(1).max(ACTIVITY_PAGE_MAX),
})
export type ActivityRequest = z.infer<typeof activityRequestSchema>

export const activityPageSchema = z.strictObject({
  /** The newest first. */
  activities: z.array(activitySchema),
  hasMore: z.boolean(),
})
export type ActivityPage = z.infer<typeof activityPageSchema>

/** What this program did to the tables of this database, from its own log on this computer. */
export const activityContract = {
  activity: { list: op.input(activityRequestSchema).output(activityPageSchema) },
}
