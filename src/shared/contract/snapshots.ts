import { z } from 'zod'
import { FILE_PAGE_MAX, PARTITIONS_MAX, PREDICATE_CHARACTERS_MAX, PRUNED_FILES_SHOWN_MAX } from '../limits.ts'
import { issueSchema, longSchema, ordinalSchema, tableIdSchema, timeMsSchema, versionSchema } from './schemas.ts'
import { textSchema } from './text.ts'

export const tableVersionSchema = z.strictObject({ tableId: tableIdSchema, version: versionSchema })

/** Values of partition columns as the log has them, by physical name. */
export const partitionValuesSchema = z.record(textSchema, textSchema.nullable())
export type PartitionValuesByName = z.infer<typeof partitionValuesSchema>

/** Which live files are meant: those that fit every part. */
export const fileFilterSchema = z.strictObject({
  /** A part of the path, as it is written. */
  path: textSchema.min(1).max(4096).optional(),
  /** What the path begins with, as it is written. */
  prefix: textSchema.min(1).max(4096).optional(),
  partition: partitionValuesSchema.optional(),
  /** Bytes; the lower end is included, the upper end is not. */
  sizeMin: longSchema.optional(),
  sizeMax: longSchema.optional(),
})
export type FileFilter = z.infer<typeof fileFilterSchema>

export const fileSortSchema = z.enum(['added', 'path', 'size', 'rows', 'modified', 'partition'])
export type FileSort = z.infer<typeof fileSortSchema>

/** Where a file's add stands in the log: its name in pages and selections. */
export const filePlaceSchema = z.strictObject({ version: versionSchema, ordinal: ordinalSchema })
export type FilePlace = z.infer<typeof filePlaceSchema>

/** A live file: the add that counts as a Delta JSON line, and where it stands. */
export const liveFileSchema = filePlaceSchema.extend({ line: z.string() })
export type LiveFileLine = z.infer<typeof liveFileSchema>

export const filePageRequestSchema = tableVersionSchema.extend({
  /** `added` follows an index; every other order looks at all live files of the version for each page. */
  sort: fileSortSchema,
  descending: z.boolean(),
  filter: fileFilterSchema,
  /** The last file of the page before. */
  after: filePlaceSchema.optional(),
  limit: z.number().int().min(1).max(FILE_PAGE_MAX),
})
export type FilePageRequest = z.infer<typeof filePageRequestSchema>
export const filePageSchema = z.strictObject({ files: z.array(liveFileSchema), next: filePlaceSchema.nullable() })
export type FilePage = z.infer<typeof filePageSchema>

/** What the files that fit a filter amount to. Rows are those that readers see; null where a file does not say. */
export const fileTotalsSchema = z.strictObject({
  files: z.number(),
  bytes: z.bigint(),
  rows: z.bigint().nullable(),
  /** Files without a number of records. */
  withoutRecords: z.number(),
  /** Files of which a deletion vector hides rows, and how many rows. */
  withVector: z.number(),
  deletedRows: z.bigint(),
})
export type FileTotals = z.infer<typeof fileTotalsSchema>

export const fileSizesSchema = z.strictObject({
  totals: fileTotalsSchema,
  smallest: z.bigint().nullable(),
  largest: z.bigint().nullable(),
  /** Files by powers of two: from `from` bytes to twice as many; empty files stand under 0. Ascending, without empty ones. */
  buckets: z.array(z.strictObject({ from: z.bigint(), files: z.number(), bytes: z.bigint() })),
})
export type FileSizes = z.infer<typeof fileSizesSchema>

export const partitionSchema = z.strictObject({
  values: partitionValuesSchema,
  files: z.number(),
  bytes: z.bigint(),
  rows: z.bigint().nullable(),
  /** The newest version that added one of its live files. */
  newestVersion: versionSchema,
})
export type Partition = z.infer<typeof partitionSchema>

export const partitionListSchema = z.strictObject({
  /** The largest by bytes, at most `limit`. */
  partitions: z.array(partitionSchema),
  /** All of them. */
  total: z.number(),
  totalBytes: z.bigint(),
})
export type PartitionList = z.infer<typeof partitionListSchema>
export const partitionLimitSchema = z.number().int().min(1).max(PARTITIONS_MAX)

/** A folder to look into: what the paths begin with, up to a slash; empty for all paths. */
export const folderRequestSchema = tableVersionSchema.extend({ prefix: textSchema.max(4096) })

/** What lies in a folder: files of its own and folders, each with all that is below it. */
export const folderSchema = z.strictObject({
  files: z.number(),
  bytes: z.bigint(),
  /** By name, at most FOLDERS_MAX; each name ends with its slash. A bucket goes with its scheme. */
  folders: z.array(z.strictObject({ name: z.string(), files: z.number(), bytes: z.bigint() })),
  /** All of them. */
  total: z.number(),
})
export type Folder = z.infer<typeof folderSchema>

/** The table's state but for its files; actions are Delta JSON lines. */
export const snapshotStateSchema = z.strictObject({
  version: versionSchema,
  committedAt: timeMsSchema,
  numFiles: z.bigint(),
  sizeInBytes: z.bigint(),
  numRows: z.bigint().nullable(),
  protocol: z.string().nullable(),
  metaData: z.string().nullable(),
  /** The versions that the two lines stand in. */
  protocolVersion: versionSchema.nullable(),
  metadataVersion: versionSchema.nullable(),
  txns: z.array(z.string()),
  domains: z.array(z.string()),
})
export type SnapshotState = z.infer<typeof snapshotStateSchema>

/** Since which version columns, properties and features are what they are. */
export const originsSchema = z.strictObject({
  columns: z.array(
    z.strictObject({
      /** Logical names; `element`, `key` and `value` inside arrays and maps. */
      path: z.array(z.string()),
      addedIn: versionSchema,
      /** The newest version that renamed, moved or redefined it. */
      changedIn: versionSchema.nullable(),
    }),
  ),
  removedColumns: z.array(z.strictObject({ path: z.array(z.string()), removedIn: versionSchema })),
  /** The newest version that set (or, where it is not set any more, unset) the property. */
  properties: z.array(z.strictObject({ key: z.string(), setIn: versionSchema })),
  features: z.array(z.strictObject({ name: z.string(), since: versionSchema })),
  /** False where there are more metadata and protocol updates than are looked at: "since" may then be too late. */
  isComplete: z.boolean(),
})
export type Origins = z.infer<typeof originsSchema>

const verdictSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pruned'), conjunct: z.string(), reason: z.string() }),
  z.strictObject({
    kind: z.literal('kept'),
    matches: z.enum(['every-row', 'some-rows']),
    unknown: z.array(z.string()).readonly(),
  }),
])
export const prunedFileSchema = liveFileSchema.extend({ verdict: verdictSchema })
export type PrunedFile = z.infer<typeof prunedFileSchema>

export const pruneRequestSchema = tableVersionSchema.extend({
  predicate: textSchema.min(1).max(PREDICATE_CHARACTERS_MAX),
  /** Files of each verdict that come with the result. */
  shown: z.number().int().min(0).max(PRUNED_FILES_SHOWN_MAX),
})

const amountSchema = z.strictObject({ files: z.number(), bytes: z.bigint() })

export const pruneResultSchema = z.strictObject({
  kind: z.literal('done'),
  /** The predicate as it was understood. */
  predicate: z.string(),
  total: amountSchema,
  kept: amountSchema,
  /** Kept files in which every row is known to match. */
  everyRow: amountSchema,
  /** Kept files that lack a statistic which might have pruned them. */
  withoutStatistics: amountSchema,
  /** The parts that must all hold, in the order in which they are asked; each with what it alone pruned first. */
  conjuncts: z.array(z.strictObject({ text: z.string(), isPartitionOnly: z.boolean(), pruned: amountSchema })),
  /** Columns that kept files say nothing about, with the number of those files. */
  unknownColumns: z.array(z.strictObject({ column: z.string(), files: z.number() })),
  /** Files whose statistics were read; partitions that fall out as a whole are not looked into. */
  filesRead: z.number(),
  keptFiles: z.array(prunedFileSchema),
  prunedFiles: z.array(prunedFileSchema),
})
export type PruneResult = z.infer<typeof pruneResultSchema>

/** The course of a scan over the live files; the last event is `done` or `invalid`. */
export const scanProgressSchema = z.strictObject({ kind: z.literal('progress'), files: z.number(), of: z.number() })
export type ScanProgress = z.infer<typeof scanProgressSchema>
export const pruneEventSchema = z.discriminatedUnion('kind', [
  scanProgressSchema,
  pruneResultSchema,
  z.strictObject({ kind: z.literal('invalid'), issues: z.array(issueSchema) }),
])
export type PruneEvent = z.infer<typeof pruneEventSchema>

export const columnStatisticsSchema = z.strictObject({
  /** Logical names. */
  path: z.array(z.string()),
  type: z.string(),
  withBounds: z.number(),
  withNullCount: z.number(),
  /** Of the files that count them. */
  nulls: z.bigint(),
  min: z.string().nullable(),
  max: z.string().nullable(),
  /**
   * Files that a look-up of one value opens: on average over the files' own bounds, and at the worst value. Null where
   * no two bounds compare.
   */
  overlap: z
    .strictObject({
      average: z.number(),
      /** Null where too few files were drawn to tell. */
      worst: z.number().nullable(),
      /** How many files were drawn by lot, of more than are looked at; null where the numbers are those of all files. */
      drawn: z.number().nullable(),
    })
    .nullable(),
})
export type ColumnStatistics = z.infer<typeof columnStatisticsSchema>

export const statisticsEventSchema = z.discriminatedUnion('kind', [
  scanProgressSchema,
  z.strictObject({
    kind: z.literal('done'),
    files: z.number(),
    withStatistics: z.number(),
    withoutTightBounds: z.number(),
    columns: z.array(columnStatisticsSchema),
    /** False where the table has more columns than are looked at. */
    isComplete: z.boolean(),
  }),
])
export type StatisticsEvent = z.infer<typeof statisticsEventSchema>
