import { z } from 'zod'
import { mirrorErrorClassSchema } from './mirrors.ts'
import { readVersionSchema, tableIdSchema, tableNameSchema, timeMsSchema, versionSchema } from './schemas.ts'

/** How publishing went lately, over all mirrors: one entry a stretch of time, the oldest first. */
export const mirrorPaceSchema = z.strictObject({
  bucketMs: z.number(),
  buckets: z.array(
    z.strictObject({
      atMs: timeMsSchema,
      published: z.number(),
      failed: z.number(),
      /** From commit to publication, of what was published then; null where nothing was. */
      lagP50Ms: z.number().nullable(),
      lagP99Ms: z.number().nullable(),
    }),
  ),
  lagP50Ms: z.number().nullable(),
  lagP99Ms: z.number().nullable(),
})
export type MirrorPace = z.output<typeof mirrorPaceSchema>

/** An attempt that failed; the newest ones of a mirror are kept, also after it went on. */
export const mirrorAttemptSchema = z.strictObject({
  atMs: timeMsSchema,
  /** Null where the target was not even reached. */
  version: versionSchema.nullable(),
  errorClass: mirrorErrorClassSchema,
  message: z.string(),
})

/** What somebody sees who knows the files of a target and nothing else. */
export const readerViewSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('readable'),
    /** The newest version that can be read; those from `oldest` on can be travelled to. */
    version: readVersionSchema,
    oldest: versionSchema,
    /** Commit files in the log. */
    commits: z.number(),
    /** Of the table at that version, as it was committed; null for a version that was not committed here. */
    files: z.bigint().nullable(),
    bytes: z.bigint().nullable(),
    /** Where readers begin; null: with version 0. */
    checkpoint: versionSchema.nullable(),
    /** Commits that they read behind it. */
    tail: z.number(),
    pointer: z.enum(['absent', 'right', 'behind', 'wrong']),
  }),
  z.strictObject({ kind: z.literal('unreadable'), message: z.string() }),
])
export type ReaderView = z.output<typeof readerViewSchema>

/** Files of the log that readers of its newer versions do not need any more; removing them is offered and never done. */
export const cleanupOfferSchema = z.strictObject({
  /** The checkpoint that the log would begin with; null where nothing can be removed. */
  from: versionSchema.nullable(),
  count: z.number(),
  /** The first of them, cut at a limit. */
  candidates: z.array(z.strictObject({ file: z.string(), reason: z.string() })),
})
export type CleanupOffer = z.output<typeof cleanupOfferSchema>

export const cleanupRequestSchema = z.strictObject({
  tableId: tableIdSchema,
  /** As it was offered: where the offer is another one by now, nothing is removed. */
  from: versionSchema,
  /** The name of the table, typed by whoever wants this. */
  typed: tableNameSchema,
})
