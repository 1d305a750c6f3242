import { z } from 'zod'
import { FILE_PAGE_MAX } from '../limits.ts'
import { changePlaceSchema, fileChangeKindSchema, fileChangeTotalsSchema } from './comparisons.ts'
import { readVersionSchema, tableIdSchema, versionSchema } from './schemas.ts'
import { partitionLimitSchema, snapshotStateSchema } from './snapshots.ts'

/** One side of a comparison that reaches beyond one table's log. */
export const acrossSideSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('version'), tableId: tableIdSchema, version: versionSchema }),
  /** The state that a kept draft would make, on the version that it expects below itself or, where that is not there, on the head. */
  z.strictObject({ kind: z.literal('draft'), draftId: z.uuid() }),
])
export type AcrossSide = z.infer<typeof acrossSideSchema>

export const acrossRequestSchema = z.strictObject({ before: acrossSideSchema, after: acrossSideSchema })
export type AcrossRequest = z.infer<typeof acrossRequestSchema>

/** What a side is; of a draft, `version` is the one that it would become, and files, bytes and rows count its own. */
export const acrossStateSchema = snapshotStateSchema.omit({ committedAt: true }).extend({
  tableId: tableIdSchema,
  draft: z
    .strictObject({
      /** -1 for a table without a commit. */
      base: readVersionSchema,
      title: z.string(),
      /** Lines of the draft that are no actions; they are left out. */
      unreadable: z.number(),
    })
    .nullable(),
})
export type AcrossState = z.infer<typeof acrossStateSchema>

export const acrossSummarySchema = z.strictObject({
  before: acrossStateSchema,
  after: acrossStateSchema,
  /** Without kinds that do not occur. */
  files: z.array(fileChangeTotalsSchema),
})
export type AcrossSummary = z.infer<typeof acrossSummarySchema>

export const acrossFilesRequestSchema = acrossRequestSchema.extend({
  kind: fileChangeKindSchema.optional(),
  beyond: changePlaceSchema.optional(),
  limit: z.number().int().min(1).max(FILE_PAGE_MAX),
})
export type AcrossFilesRequest = z.infer<typeof acrossFilesRequestSchema>

export const acrossPartitionsRequestSchema = acrossRequestSchema.extend({ limit: partitionLimitSchema })
export type AcrossPartitionsRequest = z.infer<typeof acrossPartitionsRequestSchema>
