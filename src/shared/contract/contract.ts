import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { ACTION_PAGE_MAX, HISTORY_PAGE_MAX } from '../limits.ts'
import {
  fileHistoryRequestSchema,
  fileHistorySchema,
  metadataHistoryRequestSchema,
  metadataHistorySchema,
} from './blame.ts'
import {
  comparisonSchema,
  comparisonSummarySchema,
  fileChangesPageSchema,
  fileChangesRequestSchema,
  partitionChangesSchema,
} from './comparisons.ts'
import {
  benchmarkRequestSchema,
  benchmarkStartSchema,
  cancelAnswerSchema,
  copiesEventSchema,
  copyRunIdSchema,
  copyRunSchema,
} from './copies.ts'
import { errors } from './errors.ts'
import { forecastSchema, rebaseReportSchema } from './forecast.ts'
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
import { importMarkSchema } from './import-mark.ts'
import { commitOutcomeSchema, dryRunReportSchema, togetherOutcomeSchema } from './outcome.ts'
import { restoreReportSchema } from './restore.ts'
import {
  actionKindSchema,
  actionLineSchema,
  commitIdSchema,
  draftSchema,
  issueSchema,
  readVersionSchema,
  tableIdSchema,
  tableNameSchema,
  tableSummarySchema,
  timeMsSchema,
  versionSchema,
  versionSummarySchema,
} from './schemas.ts'
import {
  fileFilterSchema,
  filePageRequestSchema,
  filePageSchema,
  fileSizesSchema,
  originsSchema,
  partitionLimitSchema,
  partitionListSchema,
  pruneEventSchema,
  pruneRequestSchema,
  snapshotStateSchema,
  statisticsEventSchema,
  tableVersionSchema,
} from './snapshots.ts'
import { appendRequestSchema, appendTogetherRequestSchema } from './strategy.ts'
import {
  activityRequestSchema,
  facetCountsSchema,
  healthMeasurementSchema,
  tableActivitySchema,
  tableListRequestSchema,
  tablePageSchema,
} from './tables.ts'
import { taskInputSchema } from './task-inputs.ts'
import { taskAnswerSchema, taskCommandSchema, taskIdSchema, taskSchema, tasksEventSchema } from './tasks.ts'
import { makeTemplateSchema, templateReportSchema } from './templates.ts'
import { commitFateSchema, unresolvedReportSchema } from './unresolved.ts'

const op = oc.errors(errors)

/**
 * Every call and stream between the page and the main process. Actions cross as Delta JSON lines, so that there is one
 * reader of them (`shared/delta`) and every byte arrives; 64-bit numbers cross as bigint.
 */
export const contract = {
  app: {
    /** Who we are and where we are connected. */
    info: op.output(
      z.strictObject({
        name: z.string(),
        version: z.string(),
        host: z.enum(['electron', 'loopback']),
        server: z.strictObject({
          label: z.string(),
          version: z.string(),
          database: z.string(),
          schema: z.string(),
          user: z.string(),
          embedded: z.boolean(),
          roundTripMs: z.number(),
        }),
      }),
    ),
  },
  tables: {
    /** Tables in the order that is asked for; by name a page is a range of an index. */
    list: op.input(tableListRequestSchema).output(tablePageSchema),
    /** How many of the tables that a search finds have each value of each facet. */
    facets: op.input(z.strictObject({ search: z.string().max(255).optional() })).output(facetCountsSchema),
    /** What a catalog shows of tables beyond their heads. */
    activity: op.input(activityRequestSchema).output(z.array(tableActivitySchema)),
    /** One table by name; `not_found` where there is none. */
    get: op.input(z.strictObject({ name: tableNameSchema })).output(tableSummarySchema),
  },
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
  health: {
    /** Every rule measured at a version. */
    measure: op.input(tableVersionSchema).output(z.array(healthMeasurementSchema)),
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
          after: z.number().int().min(-1),
          limit: z.number().int().min(1).max(ACTION_PAGE_MAX),
        }),
      )
      .output(z.strictObject({ actions: z.array(actionLineSchema), next: z.number().nullable() })),
  },
  snapshots: {
    /** Everything but the files: a fixed number of index reads. */
    state: op.input(tableVersionSchema).output(snapshotStateSchema),
    /** Live files, a page at a time, in the order that is asked for. */
    files: op.input(filePageRequestSchema).output(filePageSchema),
    /** Totals and sizes of the live files that fit a filter: one pass over them on the server. */
    sizes: op.input(tableVersionSchema.extend({ filter: fileFilterSchema })).output(fileSizesSchema),
    /** Partitions with live files, the largest first: one pass over the files on the server. */
    partitions: op.input(tableVersionSchema.extend({ limit: partitionLimitSchema })).output(partitionListSchema),
    /** Since which version columns, properties and features are what they are. */
    origins: op.input(tableVersionSchema).output(originsSchema),
    /** Which files a reader with a predicate opens, and why it skips the others. */
    prune: op.input(pruneRequestSchema).output(eventIterator(pruneEventSchema)),
    /** How far statistics cover the files, column by column. */
    statistics: op.input(tableVersionSchema).output(eventIterator(statisticsEventSchema)),
  },
  comparisons: {
    /** Net effect and churn of the commits between two versions: index ranges of these commits, whatever the table holds. */
    summary: op.input(comparisonSchema).output(comparisonSummarySchema),
    files: op.input(fileChangesRequestSchema).output(fileChangesPageSchema),
    partitions: op.input(comparisonSchema.extend({ limit: partitionLimitSchema })).output(partitionChangesSchema),
  },
  blame: {
    /** Every commit that names a path: looks through all files that the table ever had. */
    file: op.input(fileHistoryRequestSchema).output(fileHistorySchema),
    /** Every commit that changed a column or a property. */
    metadata: op.input(metadataHistoryRequestSchema).output(metadataHistorySchema),
  },
  commits: {
    /** The rules of the writer without the writing: what would be refused and what is odd. */
    check: op.input(draftSchema).output(z.strictObject({ head: readVersionSchema, issues: z.array(issueSchema) })),
    append: op.input(appendRequestSchema).output(commitOutcomeSchema),
    /** Drafts for several tables in one transaction: all become versions or none does; one outcome for each, in order. */
    appendTogether: op.input(appendTogetherRequestSchema).output(z.array(togetherOutcomeSchema)),
    /** Everything that `append` does, rolled back at the end. */
    dryRun: op.input(draftSchema).output(dryRunReportSchema),
    /** What the versions since the draft's base mean for it, one verdict each; only reads. */
    forecast: op.input(draftSchema).output(forecastSchema),
    /** The same draft on the head, where no version since its base forbids it; only reads. */
    rebase: op.input(draftSchema).output(rebaseReportSchema),
    /** The commit that makes the head look like an earlier version; only reads. */
    planRestore: op
      .input(z.strictObject({ tableId: tableIdSchema, target: versionSchema }))
      .output(restoreReportSchema),
    /** The actions of a commit that does one thing, made for the head; only reads. */
    makeTemplate: op.input(makeTemplateSchema).output(templateReportSchema),
    /** What became of a draft whose answer was lost; only reads. */
    resolve: op.input(z.strictObject({ tableId: tableIdSchema, commitId: commitIdSchema })).output(commitFateSchema),
    /** Commits that were begun here and whose outcome nobody was told: what became of them; only reads. */
    unresolved: op.output(unresolvedReportSchema),
    /** Takes one of them off the list. */
    strike: op.input(z.strictObject({ commitId: commitIdSchema })),
  },
  imports: {
    /** Sub-folders of a folder of the machine that the main process runs on; absent: the home folder. */
    browse: op.input(z.strictObject({ path: z.string().max(4096).optional() })).output(
      z.strictObject({
        path: z.string(),
        parent: z.string().nullable(),
        folders: z.array(z.strictObject({ name: z.string(), path: z.string(), hasDeltaLog: z.boolean() })),
        hasDeltaLog: z.boolean(),
        /** True where the listing was cut at its limit. */
        truncated: z.boolean(),
      }),
    ),
    /** What the import of a table has found wrong with its log; null for a table of another origin. */
    mark: op.input(z.strictObject({ tableId: tableIdSchema })).output(importMarkSchema.omit({ run: true }).nullable()),
  },
  tasks: {
    /** Every task, then those that change: long work is followed here and nowhere else. */
    watch: op.output(eventIterator(tasksEventSchema)),
    /** Begins long work: an import, an export, a replay, the making of a sample. */
    start: op.input(taskInputSchema).output(taskSchema),
    /** Pauses, continues, steps or cancels at the next boundary; `INVALID` where that means nothing to the task now. */
    command: op.input(taskCommandSchema).output(taskSchema),
    /** Answers what a task asks. */
    answer: op.input(taskIdSchema.extend({ answer: taskAnswerSchema })).output(taskSchema),
    /** Forgets a task that does not run; what it has made stays. */
    remove: op.input(taskIdSchema).output(z.strictObject({})),
  },
  copies: {
    /** Every run of this program's COPYs in one line, those under way and those that are kept; live. */
    watch: op.output(eventIterator(copiesEventSchema)),
    /** One run in full, whenever it has changed; ends with the run. */
    watchRun: op.input(copyRunIdSchema).output(eventIterator(copyRunSchema)),
    /** Stops a run and says what came of it: rolled back, committed before, or not known. */
    cancel: op.input(copyRunIdSchema).output(cancelAnswerSchema),
    /** Begins to copy generated rows into a scratch table, which is dropped when the run is over. */
    benchmark: op.input(benchmarkRequestSchema).output(benchmarkStartSchema),
  },
  changes: {
    /** Heads that moved, whoever committed, batched; the first event says where every table stands now. */
    watch: op.output(
      eventIterator(
        z.strictObject({
          heads: z.array(z.strictObject({ tableId: tableIdSchema, head: readVersionSchema })),
        }),
      ),
    ),
  },
}
