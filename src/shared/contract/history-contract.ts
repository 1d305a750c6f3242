import { z } from 'zod'
import { ACTION_PAGE_MAX, HISTORY_PAGE_MAX, ORDINAL_MAX } from '../limits.ts'
import {
  actionGroupsSchema,
  actionSumSchema,
  arrangementSchema,
  arrangeRequestSchema,
  chosenActionsSchema,
  sumRequestSchema,
} from './arranged-actions.ts'
import {
  findRequestSchema,
  foundVersionsSchema,
  locateRequestSchema,
  locationSchema,
  noteOutcomeSchema,
  noteSchema,
  noteWriteSchema,
  overviewRequestSchema,
  overviewSchema,
  timelineRequestSchema,
  timelineSchema,
  vocabularySchema,
} from './histories.ts'
import { op } from './operation.ts'
import {
  actionKindSchema,
  actionLineSchema,
  ordinalSchema,
  tableIdSchema,
  timeMsSchema,
  versionSchema,
  versionSummarySchema,
} from './schemas.ts'

/** The versions of a table, what people say of them, and what is in one. */
export const historyContract = {
  history: {
    /** Versions below `before` (absent: from the head), newest first: a range of the primary key, equally fast anywhere. */
    page: op
      .input(
        z.strictObject({
          tableId: tableIdSchema,
          before: versionSchema.optional(),
          limit: z.number().int().min(1).max(HISTORY_PAGE_MAX),
        }),
      )
      .output(z.strictObject({ versions: z.array(versionSummarySchema), next: versionSchema.nullable() })),
    /** Running totals at up to `points` versions spread evenly from first to head, oldest first. */
    growth: op.input(z.strictObject({ tableId: tableIdSchema, points: z.number().int().min(2).max(500) })).output(
      z.array(
        z.strictObject({
          version: versionSchema,
          committedAt: timeMsSchema,
          totalFiles: z.bigint(),
          totalBytes: z.bigint(),
          /** null where a live file does not say how many records it holds. */
          totalRows: z.bigint().nullable(),
        }),
      ),
    ),
    /** Versions that fit a filter, newest first; each page ends after a while and tells how far it looked. */
    find: op.input(findRequestSchema).output(foundVersionsSchema),
    /** The names that a filter can look for. */
    vocabulary: op.input(z.strictObject({ tableId: tableIdSchema })).output(vocabularySchema),
    /** The version of a time, or of the last change of schema or protocol. */
    locate: op.input(locateRequestSchema).output(locationSchema),
    /** The whole course in equal parts of time; `not_found` for a table without a commit. */
    overview: op.input(overviewRequestSchema).output(overviewSchema),
    /** The commits of a stretch of time, counted on the server where they are too many to be drawn. */
    timeline: op.input(timelineRequestSchema).output(timelineSchema),
  },
  notes: {
    /** What people have said of versions `from` to `to`, both inclusive, newest first. */
    list: op
      .input(
        z.strictObject({
          tableId: tableIdSchema,
          from: versionSchema,
          to: versionSchema,
          limit: z.number().int().min(1).max(HISTORY_PAGE_MAX),
        }),
      )
      .output(z.array(noteSchema)),
    /** Changes nothing where the note is another one than the writer has seen. */
    write: op.input(noteWriteSchema).output(noteOutcomeSchema),
  },
  versions: {
    get: op
      .input(z.strictObject({ tableId: tableIdSchema, version: versionSchema }))
      .output(versionSummarySchema.extend({ commitInfo: z.string().nullable() })),
    /** Actions in commit order; `after` is the last ordinal of the page before. */
    actions: op
      .input(
        z.strictObject({
          tableId: tableIdSchema,
          version: versionSchema,
          kind: actionKindSchema.optional(),
          after: z.number().int().min(-1).max(ORDINAL_MAX),
          limit: z.number().int().min(1).max(ACTION_PAGE_MAX),
        }),
      )
      .output(z.strictObject({ actions: z.array(actionLineSchema), next: z.number().nullable() })),
    /** The actions at these places of a commit, in the same order; places without one are left out. */
    actionsAt: op
      .input(
        z.strictObject({
          tableId: tableIdSchema,
          version: versionSchema,
          ordinals: z.array(ordinalSchema).min(1).max(ACTION_PAGE_MAX),
        }),
      )
      .output(z.array(actionLineSchema)),
    /** Actions in any order, as their places in the commit, with what they come to. */
    arrange: op.input(arrangeRequestSchema).output(arrangementSchema),
    /** What the actions at some places come to. */
    sum: op.input(sumRequestSchema).output(z.array(actionSumSchema)),
    /** What the files of each partition come to. */
    group: op.input(chosenActionsSchema).output(actionGroupsSchema),
  },
}
