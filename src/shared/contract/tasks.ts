import { z } from 'zod'
import { importProblemSchema } from './import.ts'
import { logReportSchema } from './log-report.ts'
import { verifyReportSchema } from './mirror-verification.ts'
import { commitOutcomeSchema } from './outcome.ts'
import { readVersionSchema, tableIdSchema, timeMsSchema, versionSchema } from './schemas.ts'
import { importPlanSchema, taskInputSchema } from './task-inputs.ts'

/** The state of the table that a replay has built so far, and what comes next. */
export const replayViewSchema = z.strictObject({
  /** The version of the source that comes next; null at the end. */
  next: versionSchema.nullable(),
  /** What the next version does, in a few words. */
  nextSummary: z.string(),
  /** Why the replay waits before it, in words. */
  hits: z.array(z.string()),
  tableId: tableIdSchema.nullable(),
  name: z.string(),
  head: readVersionSchema,
  files: z.number(),
  bytes: z.bigint(),
  columns: z.number().nullable(),
  protocol: z.string().nullable(),
  properties: z.number(),
  txns: z.number(),
  lastOperation: z.string().nullable(),
})
export type ReplayView = z.infer<typeof replayViewSchema>

export const taskProgressSchema = z.strictObject({
  phase: z.enum(['scan', 'write', 'verify', 'export', 'replay', 'make', 'hold', 'checkpoint', 'read', 'judge', 'send']),
  versions: z.number(),
  versionsTotal: z.number().nullable(),
  /** How far the phase is, where versions do not tell it. */
  fraction: z.number().min(0).max(1).optional(),
  /** Actions so far. */
  rows: z.number(),
  bytes: z.number(),
  /** Everything up to this version stays whatever happens. */
  durable: readVersionSchema.nullable(),
  rowsPerSecond: z.number().nullable(),
  bytesPerSecond: z.number().nullable(),
  remainingMs: z.number().nullable(),
  replay: replayViewSchema.nullable(),
})
export type TaskProgress = z.infer<typeof taskProgressSchema>

/** What a task waits for a person to decide. */
export const taskQuestionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plan'), report: logReportSchema }),
  z.strictObject({ kind: z.literal('conflict'), version: versionSchema, outcome: commitOutcomeSchema }),
])
export type TaskQuestion = z.infer<typeof taskQuestionSchema>

export const taskAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plan'), plan: importPlanSchema }),
  z.strictObject({ kind: z.literal('conflict'), choice: z.enum(['retry', 'skip', 'stop']) }),
])
export type TaskAnswer = z.output<typeof taskAnswerSchema>

/** How the imported table was held against its source. */
export const verificationSchema = z.strictObject({
  head: z.enum(['same', 'different', 'not-compared']),
  checkpoints: z.number(),
  checksums: z.number(),
  /** Versions whose bytes were compared with the source's. */
  commits: z.number(),
  differences: z.array(importProblemSchema),
})
export type Verification = z.infer<typeof verificationSchema>

const keptSchema = z.strictObject({ tableId: tableIdSchema, name: z.string(), head: readVersionSchema }).nullable()

/** How a task has ended. */
export const taskOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('imported'),
    tableId: tableIdSchema,
    name: z.string(),
    first: versionSchema.nullable(),
    head: readVersionSchema,
    isBase: z.boolean(),
    inspection: z.boolean(),
    versions: z.number(),
    /** Versions that were there already with the same content. */
    skipped: z.number(),
    actions: z.number(),
    warnings: z.array(importProblemSchema),
    verification: verificationSchema.nullable(),
  }),
  /** Made by the writer; a sample table. */
  z.strictObject({
    kind: z.literal('made'),
    tableId: tableIdSchema,
    name: z.string(),
    head: readVersionSchema,
    actions: z.number(),
  }),
  /** A file of actions became a version, or would have. */
  z.strictObject({
    kind: z.literal('committed'),
    tableId: tableIdSchema,
    name: z.string(),
    version: versionSchema,
    /** It had been committed before, and was found by its commit id. */
    found: z.boolean(),
    dryRun: z.boolean(),
    /** Live files afterwards, where it was a dry run. */
    filesAfter: z.bigint().nullable(),
    /** From COMMIT to its answer; null where none was sent. */
    commitMs: z.number().nullable(),
    tookMs: z.number(),
  }),
  z.strictObject({
    kind: z.literal('exported'),
    folder: z.string(),
    from: versionSchema,
    to: versionSchema,
    files: z.number(),
    /** Files that were there already with the same bytes. */
    skipped: z.number(),
    bytes: z.number(),
  }),
  z.strictObject({
    kind: z.literal('replayed'),
    /** null after a dry run onto a new table. */
    tableId: tableIdSchema.nullable(),
    name: z.string(),
    head: readVersionSchema,
    committed: z.number(),
    /** Versions that were committed by the same replay before. */
    found: z.number(),
    skipped: z.array(versionSchema),
    dryRun: z.boolean(),
  }),
  /** The files of a mirror were held against what was committed. */
  z.strictObject({
    kind: z.literal('verified'),
    tableId: tableIdSchema,
    name: z.string(),
    report: verifyReportSchema,
  }),
  z.strictObject({
    kind: z.literal('checkpointed'),
    tableId: tableIdSchema,
    name: z.string(),
    version: versionSchema,
    form: z.enum(['classic', 'v2']),
    files: z.array(z.string()),
    actions: z.number(),
    addFiles: z.number(),
    sizeInBytes: z.number(),
    /** `kept` where `_last_checkpoint` names a newer one. */
    pointer: z.enum(['moved', 'kept']),
  }),
  /** A version of the source could not be committed; those before it stay. */
  z.strictObject({
    kind: z.literal('stopped'),
    version: versionSchema,
    outcome: commitOutcomeSchema,
    tableId: tableIdSchema.nullable(),
    name: z.string(),
    head: readVersionSchema,
  }),
  /** The input breaks rules; `kept` is what an earlier run has left. */
  z.strictObject({ kind: z.literal('refused'), problems: z.array(importProblemSchema), kept: keptSchema }),
  z.strictObject({ kind: z.literal('cancelled'), kept: keptSchema, message: z.string() }),
  z.strictObject({
    kind: z.literal('failed'),
    message: z.string(),
    sqlState: z.string().nullable(),
    reference: z.string().nullable(),
  }),
])
export type TaskOutcome = z.infer<typeof taskOutcomeSchema>

/**
 * `asking` waits for an answer, `paused` for going on. `interrupted`: the program that ran it is gone. `done` and
 * `refused` are final; the rest may be taken up again where `isResumable` says so.
 */
export const taskStateSchema = z.enum([
  'running',
  'paused',
  'asking',
  'done',
  'refused',
  'failed',
  'cancelled',
  'interrupted',
])
export type TaskState = z.infer<typeof taskStateSchema>

export const taskSchema = z.strictObject({
  taskId: z.uuid(),
  title: z.string(),
  input: taskInputSchema,
  state: taskStateSchema,
  /** What was asked of it and has not happened yet. */
  wish: z.enum(['pause', 'cancel']).nullable(),
  isResumable: z.boolean(),
  /** Another running program works on it. */
  isElsewhere: z.boolean(),
  createdAt: timeMsSchema,
  /** When this run of it began, and when it ended. */
  startedAt: timeMsSchema,
  endedAt: timeMsSchema.nullable(),
  progress: taskProgressSchema.nullable(),
  question: taskQuestionSchema.nullable(),
  outcome: taskOutcomeSchema.nullable(),
})
export type Task = z.output<typeof taskSchema>

/** The first event has every task, newest first; later ones those that changed. */
export const tasksEventSchema = z.strictObject({ tasks: z.array(taskSchema), removed: z.array(z.uuid()) })
export type TasksEvent = z.output<typeof tasksEventSchema>

export const taskIdSchema = z.strictObject({ taskId: z.uuid() })
export const taskCommandSchema = taskIdSchema.extend({ command: z.enum(['pause', 'resume', 'step', 'cancel']) })
export type TaskCommand = z.infer<typeof taskCommandSchema>['command']
