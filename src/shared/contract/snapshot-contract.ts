import { eventIterator } from '@orpc/contract'
import {
  acrossFilesRequestSchema,
  acrossPartitionsRequestSchema,
  acrossRequestSchema,
  acrossSummarySchema,
} from './across.ts'
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
import { op } from './operation.ts'
import {
  fileFilterSchema,
  filePageRequestSchema,
  filePageSchema,
  fileSizesSchema,
  folderRequestSchema,
  folderSchema,
  originsSchema,
  partitionLimitSchema,
  partitionListSchema,
  pruneEventSchema,
  pruneRequestSchema,
  snapshotStateSchema,
  statisticsEventSchema,
  tableVersionSchema,
} from './snapshots.ts'

/** A table at a version, between two versions, and where its parts come from. */
export const snapshotContract = {
  snapshots: {
    /** Everything but the files: a fixed number of index reads. */
    state: op.input(tableVersionSchema).output(snapshotStateSchema),
    /** Live files, a page at a time, in the order that is asked for. */
    files: op.input(filePageRequestSchema).output(filePageSchema),
    /** Totals and sizes of the live files that fit a filter: one pass over them on the server. */
    sizes: op.input(tableVersionSchema.extend({ filter: fileFilterSchema })).output(fileSizesSchema),
    /** Partitions with live files, the largest first: one pass over the files on the server. */
    partitions: op.input(tableVersionSchema.extend({ limit: partitionLimitSchema })).output(partitionListSchema),
    /** What lies in a folder of the live files' paths: one pass over them on the server. */
    folder: op.input(folderRequestSchema).output(folderSchema),
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
    /** States of two tables, or what a draft would make: by path, one pass over the live files of both. */
    across: op.input(acrossRequestSchema).output(acrossSummarySchema),
    acrossFiles: op.input(acrossFilesRequestSchema).output(fileChangesPageSchema),
    acrossPartitions: op.input(acrossPartitionsRequestSchema).output(partitionChangesSchema),
  },
  blame: {
    /** Every commit that names a path: looks through all files that the table ever had. */
    file: op.input(fileHistoryRequestSchema).output(fileHistorySchema),
    /** Every commit that changed a column or a property. */
    metadata: op.input(metadataHistoryRequestSchema).output(metadataHistorySchema),
  },
}
