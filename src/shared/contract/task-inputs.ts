import { z } from 'zod'
import { IMPORT_BATCH_VERSIONS, IMPORT_BATCH_VERSIONS_MAX } from '../import-limits.ts'
import { BREAKPOINTS_MAX } from '../limits.ts'
import { verifyRequestSchema } from './mirror-verification.ts'
import { sampleStorySchema } from './sample-stories.ts'
import { commitIdSchema, tableIdSchema, tableNameSchema, versionSchema } from './schemas.ts'

const pathSchema = z.string().min(1).max(4096)

/** How a log is to be brought in. */
export const importPlanSchema = z.strictObject({
  /** Absent: as the log is called, with a number behind it where that is taken. */
  name: tableNameSchema.optional(),
  /**
   * `strict` takes a log that is whole or nothing. `inspect` takes whatever can be parsed into a table that can be walked
   * but never be committed to.
   */
  mode: z.enum(['strict', 'inspect']).default('strict'),
  /** Begin with the checkpoint of this version although older history may be there. */
  base: versionSchema.optional(),
  /** Versions of one transaction at the most. */
  batchVersions: z.number().int().min(1).max(IMPORT_BATCH_VERSIONS_MAX).default(IMPORT_BATCH_VERSIONS),
  /** Compare with every checkpoint and checksum of the source afterwards. */
  verify: z.boolean().default(true),
})
export type ImportPlanChoice = z.output<typeof importPlanSchema>

export const importInputSchema = z.strictObject({
  kind: z.literal('import'),
  /** The table's folder, its `_delta_log`, or an archive of one, on the machine that the main process runs on. */
  path: pathSchema,
  /** Absent: the task asks for it when it has looked through the log. */
  plan: importPlanSchema.optional(),
})
export type ImportInput = z.output<typeof importInputSchema>

export const exportInputSchema = z.strictObject({
  kind: z.literal('export'),
  tableId: tableIdSchema,
  from: versionSchema,
  to: versionSchema,
  /** The table's folder; `_delta_log` is made in it. */
  folder: pathSchema,
})
export type ExportInput = z.output<typeof exportInputSchema>

/** Where a replay stops before it goes on. */
export const breakpointSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('file'),
    change: z.enum(['added', 'removed', 'either']),
    /** A part of the path as it is written. */
    path: z.string().min(1).max(4096),
  }),
  z.strictObject({ kind: z.literal('protocol') }),
  z.strictObject({ kind: z.literal('schema') }),
  z.strictObject({
    kind: z.literal('commitInfo'),
    /** A part of the commitInfo's text; upper and lower case are the same. */
    text: z.string().min(1).max(4096),
  }),
])
export type Breakpoint = z.infer<typeof breakpointSchema>
export const breakpointsSchema = z.array(breakpointSchema).max(BREAKPOINTS_MAX)

export const replaySourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('table'), tableId: tableIdSchema, from: versionSchema, to: versionSchema }),
  /** Commit files of a folder; absent bounds are those of the files. */
  z.strictObject({
    kind: z.literal('log'),
    path: pathSchema,
    from: versionSchema.optional(),
    to: versionSchema.optional(),
  }),
])
export type ReplaySource = z.infer<typeof replaySourceSchema>

export const replayOptionsSchema = z.strictObject({
  /** `renew` gives every commitInfo the time of its replay; a table with in-commit timestamps always does. */
  timestamps: z.enum(['keep', 'renew']).default('keep'),
  /** Paths that begin with `from` begin with `to` instead. */
  rewritePaths: z.strictObject({ from: z.string().max(4096), to: z.string().max(4096) }).optional(),
  dropCommitInfo: z.boolean().default(false),
  /** What happens at a version that cannot be committed. */
  onConflict: z.enum(['stop', 'ask']).default('stop'),
  /** Every commit is tried and rolled back; nothing stays. */
  dryRun: z.boolean().default(false),
  /** Wait before every version until told to go on. */
  step: z.boolean().default(false),
  breakpoints: breakpointsSchema.default([]),
})
export type ReplayOptions = z.output<typeof replayOptionsSchema>

export const replayTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('new'), name: tableNameSchema }),
  z.strictObject({ kind: z.literal('existing'), tableId: tableIdSchema }),
])
export type ReplayTarget = z.infer<typeof replayTargetSchema>

export const replayInputSchema = z.strictObject({
  kind: z.literal('replay'),
  source: replaySourceSchema,
  target: replayTargetSchema,
  options: replayOptionsSchema,
})
export type ReplayInput = z.output<typeof replayInputSchema>

export const sampleInputSchema = z.strictObject({
  kind: z.literal('sample'),
  name: tableNameSchema.optional(),
  /** What there is to see in it; absent: the long history of orders. */
  story: sampleStorySchema.optional(),
  /** The same seed gives the same commits. */
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
})
export type SampleInput = z.output<typeof sampleInputSchema>

/** Holds the files of a mirror against what was committed. */
export const verifyMirrorInputSchema = verifyRequestSchema.extend({ kind: z.literal('verify-mirror') })
export type VerifyMirrorInput = z.output<typeof verifyMirrorInputSchema>

/** Makes the checkpoint of the newest published version. */
export const checkpointInputSchema = z.strictObject({ kind: z.literal('checkpoint'), tableId: tableIdSchema })
export type CheckpointInput = z.output<typeof checkpointInputSchema>

/** Commits the versions that a foreign program has put behind the table's head, byte for byte, and goes on mirroring. */
export const takeForeignInputSchema = z.strictObject({ kind: z.literal('take-foreign'), tableId: tableIdSchema })
export type TakeForeignInput = z.output<typeof takeForeignInputSchema>

export const commitInputSchema = z.strictObject({
  kind: z.literal('commit'),
  tableId: tableIdSchema,
  /** What the table is called, for people and addresses. */
  tableName: tableNameSchema,
  /** A file of actions, one a line, on the machine that the main process runs on. */
  path: pathSchema,
  /** Chosen before the first attempt: a task that is taken up again finds its commit and never repeats it. */
  commitId: commitIdSchema,
  expectedVersion: versionSchema,
  /** Everything is done and rolled back. */
  dryRun: z.boolean().default(false),
})
export type CommitInput = z.output<typeof commitInputSchema>

/** What a task is to do. */
export const taskInputSchema = z.discriminatedUnion('kind', [
  importInputSchema,
  exportInputSchema,
  replayInputSchema,
  sampleInputSchema,
  verifyMirrorInputSchema,
  checkpointInputSchema,
  takeForeignInputSchema,
  commitInputSchema,
])
export type TaskInput = z.output<typeof taskInputSchema>
