import { z } from 'zod'
import { FILE_PAGE_MAX } from '../limits.ts'
import { longSchema, tableIdSchema, versionSchema, versionSummarySchema } from './schemas.ts'
import { partitionValuesSchema } from './snapshots.ts'
import { textSchema } from './text.ts'

/** Two versions of one table; `from` may be the newer one: then the difference is that of going back. */
export const comparisonSchema = z.strictObject({ tableId: tableIdSchema, from: versionSchema, to: versionSchema })
export type ComparisonRequest = z.infer<typeof comparisonSchema>

/**
 * What became of a file between the two versions. Under one path: `deletion-vector` hides other rows, `refreshed` is
 * the same rows described anew.
 */
export const fileChangeKindSchema = z.enum(['added', 'removed', 'deletion-vector', 'refreshed'])
export type FileChangeKind = z.infer<typeof fileChangeKindSchema>

/** Rows are those that readers see; null where a file does not say. */
export const fileChangeTotalsSchema = z.strictObject({
  kind: fileChangeKindSchema,
  files: z.number(),
  bytesBefore: z.bigint(),
  bytesAfter: z.bigint(),
  rowsBefore: z.bigint().nullable(),
  rowsAfter: z.bigint().nullable(),
})

export const comparisonSummarySchema = z.strictObject({
  from: versionSummarySchema,
  to: versionSummarySchema,
  /** The net effect, without kinds that do not occur. */
  files: z.array(fileChangeTotalsSchema),
  /** What the commits between the two did on the way, `from` excluded, `to` included. */
  churn: z.strictObject({
    commits: z.bigint(),
    filesAdded: z.bigint(),
    filesRemoved: z.bigint(),
    bytesAdded: z.bigint(),
    bytesRemoved: z.bigint(),
    /** Files that came and went within the range. */
    transientFiles: z.number(),
    transientBytes: z.bigint(),
    /** The most frequent first, at most ten each. */
    operations: z.array(z.strictObject({ name: z.string(), commits: z.number() })),
    committers: z.array(z.strictObject({ name: z.string(), commits: z.number() })),
  }),
})
export type ComparisonSummary = z.infer<typeof comparisonSummarySchema>

/** The last file of a page: the next page goes on behind it. */
export const changePlaceSchema = z.strictObject({ path: textSchema, delta: longSchema })

export const fileChangeSchema = z.strictObject({
  kind: fileChangeKindSchema,
  path: z.string(),
  /** The version between the two that made the newest difference. */
  version: versionSchema,
  /** The add on either side as a Delta JSON line. */
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type FileChange = z.infer<typeof fileChangeSchema>

export const fileChangesRequestSchema = comparisonSchema.extend({
  kind: fileChangeKindSchema.optional(),
  after: changePlaceSchema.optional(),
  limit: z.number().int().min(1).max(FILE_PAGE_MAX),
})
export type FileChangesRequest = z.infer<typeof fileChangesRequestSchema>
/** The largest difference in bytes first. */
export const fileChangesPageSchema = z.strictObject({
  changes: z.array(fileChangeSchema),
  next: changePlaceSchema.nullable(),
})
export type FileChangesPage = z.infer<typeof fileChangesPageSchema>

export const partitionChangesSchema = z.strictObject({
  /** Those with the most changed bytes, at most `limit`. */
  partitions: z.array(
    z.strictObject({
      values: partitionValuesSchema,
      added: z.number(),
      removed: z.number(),
      changed: z.number(),
      bytesBefore: z.bigint(),
      bytesAfter: z.bigint(),
    }),
  ),
  total: z.number(),
})
export type PartitionChanges = z.infer<typeof partitionChangesSchema>
