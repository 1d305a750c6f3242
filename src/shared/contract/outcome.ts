import { z } from 'zod'
import {
  commitIdSchema,
  issueSchema,
  readVersionSchema,
  tableIdSchema,
  timeMsSchema,
  versionSchema,
} from './schemas.ts'

/**
 * The named points of a commit, in order. `record` is one statement that records the version and advances the head, so
 * that neither can exist without the other.
 */
export const COMMIT_STEPS = ['validate', 'connect', 'begin', 'lock', 'check', 'insert', 'record', 'commit'] as const
export const commitStepSchema = z.enum(COMMIT_STEPS)
export type CommitStep = z.infer<typeof commitStepSchema>

/** Milliseconds spent in each step that was reached. */
export const timingsSchema = z.partialRecord(commitStepSchema, z.number())
export type Timings = z.infer<typeof timingsSchema>

/** The commit that holds a version somebody else wanted. */
export const winnerSchema = z.strictObject({
  version: versionSchema,
  commitId: commitIdSchema,
  operation: z.string(),
  committer: z.string(),
  committedAt: timeMsSchema,
})
export type Winner = z.infer<typeof winnerSchema>

const versionConflictSchema = z.strictObject({
  kind: z.literal('version-conflict'),
  table: z.strictObject({ tableId: tableIdSchema, name: z.string() }),
  /** The version that the draft wanted. */
  expected: versionSchema,
  /** The head when the lock was granted. */
  actual: readVersionSchema,
  /** The commits from `expected` to `actual`, oldest first, at most 20; empty where `expected` lies beyond the head. */
  winners: z.array(winnerSchema),
  timings: timingsSchema,
})
const invalidSchema = z.strictObject({ kind: z.literal('invalid'), issues: z.array(issueSchema) })
const databaseErrorSchema = z.strictObject({
  kind: z.literal('database-error'),
  step: commitStepSchema,
  sqlState: z.string().nullable(),
  message: z.string(),
  constraint: z.string().nullable(),
  table: z.string().nullable(),
  detail: z.string().nullable(),
  hint: z.string().nullable(),
  /** The same draft may be sent again as it is. */
  retryable: z.boolean(),
  timings: timingsSchema.optional(),
  /** Where a constraint of the log was violated: what it protects, what to do, and which file it is about. */
  explanation: z
    .strictObject({
      protects: z.string(),
      advice: z.string(),
      file: z.string().nullable(),
      /** The version since which that file is live. */
      liveSince: versionSchema.nullable(),
    })
    .optional(),
})

/** A session of the server that stood in the way. */
export const lockHolderSchema = z.strictObject({
  pid: z.number().int(),
  application: z.string(),
  /** null, here and below, where our user may not know. */
  user: z.string().nullable(),
  state: z.string().nullable(),
  transactionStart: timeMsSchema.nullable(),
  queryStart: timeMsSchema.nullable(),
})

const timeoutSchema = z.strictObject({
  kind: z.literal('timeout'),
  step: commitStepSchema,
  /** `queue`: for a turn among the writers of this process. */
  limit: z.enum(['queue', 'lock', 'statement', 'idle', 'transaction']),
  limitMs: z.number(),
  /** Who held the lock when the time was up, as far as it could be found out. */
  heldBy: z.array(lockHolderSchema),
  timings: timingsSchema.optional(),
})
const cancelledSchema = z.strictObject({
  kind: z.literal('cancelled'),
  step: commitStepSchema,
  timings: timingsSchema.optional(),
})

/** What became of a draft: a value, never an exception (promises C2-C5). */
export const commitOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('committed'),
    version: versionSchema,
    committedAt: timeMsSchema,
    /** True where the same draft had been committed before and was found by its commit id. */
    found: z.boolean(),
    /** The server's warning where the commit is kept but was not confirmed by its standbys. */
    warning: z.string().optional(),
    timings: timingsSchema,
  }),
  versionConflictSchema,
  invalidSchema,
  databaseErrorSchema,
  timeoutSchema,
  /** The connection died after COMMIT was sent: committed or not, only `resolve` can tell. */
  z.strictObject({
    kind: z.literal('unknown'),
    commitId: commitIdSchema,
    message: z.string(),
    timings: timingsSchema.optional(),
  }),
  cancelledSchema,
])
export type CommitOutcome = z.infer<typeof commitOutcomeSchema>

/** A commit as it is made: the step that it has come to, and at last its outcome. */
export const commitNewsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('step'), step: commitStepSchema }),
  z.strictObject({ kind: z.literal('outcome'), outcome: commitOutcomeSchema }),
])
export type CommitNews = z.infer<typeof commitNewsSchema>

/** What became of one of several drafts that were to be committed in one transaction. */
export const togetherOutcomeSchema = z.discriminatedUnion('kind', [
  ...commitOutcomeSchema.options,
  /** Fine by itself, and not committed because of the draft for another table. */
  z.strictObject({ kind: z.literal('held-back'), because: tableIdSchema }),
])
export type TogetherOutcome = z.infer<typeof togetherOutcomeSchema>

/** Numbers of files, bytes and rows; rows are null where a file does not say how many it holds. */
const sizesSchema = z.strictObject({ files: z.bigint(), bytes: z.bigint(), rows: z.bigint().nullable() })

/** What a commit would have done: everything up to COMMIT was done and rolled back. */
export const dryRunReportSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('would-commit'),
    version: versionSchema,
    committedAt: timeMsSchema,
    /** Rows that were in each table before the rollback, as the server counts them; tables without rows left out. */
    rows: z.array(z.strictObject({ table: z.string(), rows: z.number() })),
    added: sizesSchema,
    removed: sizesSchema,
    /** The whole table afterwards. */
    total: sizesSchema,
    /** Constraints and triggers of these tables: each of them held, the deferred ones included. */
    guards: z.array(
      z.strictObject({
        table: z.string(),
        name: z.string(),
        kind: z.enum(['primary key', 'unique', 'check', 'foreign key', 'exclusion', 'trigger']),
      }),
    ),
    timings: timingsSchema,
  }),
  z.strictObject({ kind: z.literal('already-committed'), version: versionSchema, committedAt: timeMsSchema }),
  versionConflictSchema,
  invalidSchema,
  databaseErrorSchema,
  timeoutSchema,
  cancelledSchema,
])
export type DryRunReport = z.infer<typeof dryRunReportSchema>
