import { z } from 'zod'
import { MIRROR_TARGET_CHARACTERS_MAX, MIRRORED_VERSIONS_PAGE_MAX } from '../mirror-limits.ts'
import { mirrorStateSchema, readVersionSchema, tableIdSchema, timeMsSchema, versionSchema } from './schemas.ts'

/** Why publishing fails, as far as it decides when it is tried again. */
export const mirrorErrorClassSchema = z.enum([
  'throttled',
  'credentials',
  'precondition',
  'network',
  'no-space',
  'read-only',
  'corrupt',
  'missing',
  'other',
])

/**
 * `differs`: another file stands at the version. `gap`: the version is missing and a later one stands there. `ahead`: a
 * file is beyond the head.
 */
export const divergenceKindSchema = z.enum(['differs', 'gap', 'ahead'])

/** The mirror of one table. */
export const mirrorSchema = z.strictObject({
  tableId: tableIdSchema,
  name: z.string(),
  /** A folder: the table's, in which `_delta_log` lies. */
  target: z.string(),
  /** `refused`: its features or its state forbid to mirror it; `reason` says why, as for `diverged`. */
  state: z.enum(['active', 'paused', 'diverged', 'refused']),
  reason: z.string().nullable(),
  /** The newest committed version, -1 without one. */
  ratified: readVersionSchema,
  /** Everything up to here is in the target and verified; -1 before the first. */
  published: readVersionSchema,
  publishedAt: timeMsSchema.nullable(),
  /** For how long the oldest unpublished version could have been published; null where nothing is behind. */
  lagMs: z.number().nullable(),
  checkpoint: z.strictObject({ version: versionSchema.nullable(), error: z.string().nullable() }),
  /** Older commit files were removed on demand: readers of files begin with this version. */
  logStart: versionSchema,
  reconciledAt: timeMsSchema.nullable(),
  /** What went wrong since the last version was published; null where nothing did. */
  failure: z
    .strictObject({
      errorClass: mirrorErrorClassSchema,
      message: z.string(),
      attempts: z.number(),
      since: timeMsSchema.nullable(),
      nextAttemptAt: timeMsSchema.nullable(),
    })
    .nullable(),
  divergence: z.strictObject({ version: versionSchema, kind: divergenceKindSchema }).nullable(),
  /** The program that publishes it now; null where none does. */
  publisher: z.string().nullable(),
})
export type MirrorSummary = z.output<typeof mirrorSchema>

/** Raised once, and gone when what it tells of is over. */
export const mirrorAlertSchema = z.strictObject({
  kind: z.enum(['lag', 'stuck', 'diverged', 'credentials', 'refused']),
  tableId: tableIdSchema,
  name: z.string(),
  since: timeMsSchema,
  message: z.string(),
})
export type MirrorAlert = z.output<typeof mirrorAlertSchema>

/** The first event has every mirror; later ones those that changed. Alerts always come whole. */
export const mirrorsEventSchema = z.strictObject({
  mirrors: z.array(mirrorSchema),
  removed: z.array(tableIdSchema),
  alerts: z.array(mirrorAlertSchema),
  /** Whether this program publishes; another one may do so (`publisher` of a mirror). */
  isPublishing: z.boolean(),
  /** A lag above it is an alert. */
  lagLimitMs: z.number(),
  atMs: timeMsSchema,
})
export type MirrorsEvent = z.output<typeof mirrorsEventSchema>

export const mirroredVersionsRequestSchema = z.strictObject({
  tableId: tableIdSchema,
  /** Versions before this one; absent: from the head on. */
  before: versionSchema.optional(),
  limit: z.number().int().min(1).max(MIRRORED_VERSIONS_PAGE_MAX),
})

export const mirroredVersionSchema = z.strictObject({
  version: versionSchema,
  operation: z.string(),
  committedAt: timeMsSchema,
  state: mirrorStateSchema,
  /** Of the published bytes, in hexadecimal. */
  sha256: z.string().nullable(),
  etag: z.string().nullable(),
  publishedAt: timeMsSchema.nullable(),
  /** From its commit, or from when the target was set, to its publication; null for what is imported or not published. */
  lagMs: z.number().nullable(),
  attempts: z.number(),
  errorClass: z.string().nullable(),
  errorMessage: z.string().nullable(),
  nextAttemptAt: timeMsSchema.nullable(),
  checkpoint: z.enum(['pending', 'written', 'verified', 'failed']).nullable(),
  checkpointError: z.string().nullable(),
})

export const mirrorTargetSchema = z.strictObject({
  tableId: tableIdSchema,
  target: z.string().min(1).max(MIRROR_TARGET_CHARACTERS_MAX),
})

export const setTargetAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set'), target: z.string() }),
  /** The target cannot be used, or holds the log of another table; `message` says why. */
  z.strictObject({ kind: z.literal('refused'), message: z.string() }),
])
export type SetTargetAnswer = z.output<typeof setTargetAnswerSchema>

/**
 * `retry` tries at once, whatever stopped the mirror. `remove` forgets the mirror; its files stay. `pause` also gives the
 * lease back.
 */
export const mirrorCommandSchema = z.strictObject({
  tableId: tableIdSchema,
  command: z.enum(['pause', 'resume', 'retry', 'remove']),
})

/** What stands in the way of a mirror: what was committed here beside what lies there. */
export const divergenceSchema = z.strictObject({
  version: versionSchema,
  kind: divergenceKindSchema,
  /** The commit file as it would be published, cut at a limit; null where nothing is committed at the version. */
  ours: z.string().nullable(),
  /** What lies in the target, cut at a limit; null where nothing does. */
  theirs: z.string().nullable(),
  isCut: z.boolean(),
  /** The newest version that lies in the target. */
  targetHead: readVersionSchema,
  target: z.string(),
})
export type DivergenceView = z.output<typeof divergenceSchema>
