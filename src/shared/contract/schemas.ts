import { z } from 'zod'
import {
  DRAFT_BYTES_MAX,
  NAME_BYTES_MAX,
  ORDINAL_MAX,
  PREDICATE_CHARACTERS_MAX,
  READ_FILES_MAX,
  READ_SCANS_MAX,
  TIME_MS_MAX,
  TIME_MS_MIN,
  VERSION_MAX,
} from '../limits.ts'
import { textSchema } from './text.ts'

z.config({ jitless: true })

/** A version that exists or may exist: 0, 1, 2 ... */
export const versionSchema = z.bigint().min(0n).max(VERSION_MAX)
/** A version or -1, "before the first commit". */
export const readVersionSchema = z.bigint().min(-1n).max(VERSION_MAX)
export const tableIdSchema = z.uuid()
export const commitIdSchema = z.uuid()
export const tableNameSchema = z
  .string()
  .min(1)
  .refine(name => name.isWellFormed() && new TextEncoder().encode(name).length <= NAME_BYTES_MAX, {
    message: `a table name of at most ${NAME_BYTES_MAX} bytes`,
  })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  .refine(name => !/[\u0000-\u001f\u007f]/.test(name), { message: 'a table name without control characters' })

/** Milliseconds since 1970, in the range that both PostgreSQL and a `Date` have. */
export const timeMsSchema = z.number().min(TIME_MS_MIN).max(TIME_MS_MAX)
/** What an int8 holds. */
export const longSchema = z
  .bigint()
  .min(-(2n ** 63n))
  .max(2n ** 63n - 1n)
/** The place of an action in its commit, from 0. */
export const ordinalSchema = z.number().int().min(0).max(ORDINAL_MAX)

export const issueSchema = z.strictObject({
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  path: z.array(z.union([z.string(), z.number()])).readonly(),
  message: z.string(),
  section: z.string().optional(),
})

export const mirrorStateSchema = z.enum(['pending', 'publishing', 'published', 'failed', 'diverged'])
/** `unreadable` where the database user may not read what the mirror says. */
const shownMirrorStateSchema = z.enum([...mirrorStateSchema.options, 'unreadable'])

export const tableSummarySchema = z.strictObject({
  tableId: tableIdSchema,
  name: z.string(),
  location: z.string().nullable(),
  createdAt: timeMsSchema,
  /** -1 for a table without a commit. */
  head: readVersionSchema,
  /** 0, or the version of the checkpoint that the history begins with; null for a table without a commit. */
  firstVersion: versionSchema.nullable(),
  /** Why no one can commit to it: its import is unfinished, or its log is broken. */
  restriction: z.enum(['importing', 'inspection-only']).nullable(),
  /** What the head's row of `dl_table_versions` says; null without a commit. */
  lastCommit: z.strictObject({ committedAt: timeMsSchema, operation: z.string(), committer: z.string() }).nullable(),
  totalFiles: z.bigint(),
  totalBytes: z.bigint(),
  /** null where a live file does not say how many records it holds. */
  totalRows: z.bigint().nullable(),
})
export type TableSummary = z.infer<typeof tableSummarySchema>

export const actionCountsSchema = z.strictObject({
  add: z.number(),
  remove: z.number(),
  metaData: z.number(),
  protocol: z.number(),
  txn: z.number(),
  cdc: z.number(),
  domainMetadata: z.number(),
  commitInfo: z.number(),
  unknown: z.number(),
})
export type ActionCounts = z.infer<typeof actionCountsSchema>

/** One row of `dl_table_versions`: what a history needs, with the running totals after the version. */
export const versionSummarySchema = z.strictObject({
  version: versionSchema,
  /** `base`: the state that a checkpoint gave when older history was not to be had. */
  kind: z.enum(['commit', 'base']),
  commitId: commitIdSchema,
  committedAt: timeMsSchema,
  /** Where `committedAt` comes from. */
  timeSource: z.enum(['clock', 'in-commit', 'commit-info', 'file']),
  committer: z.string(),
  /** `foreign` for a program unknown to us. */
  writer: z.string(),
  operation: z.string(),
  /** Verbatim JSON object. */
  operationParameters: z.string().nullable(),
  readVersion: readVersionSchema.nullable(),
  isolationLevel: z.string().nullable(),
  engineInfo: z.string().nullable(),
  counts: actionCountsSchema,
  filesAdded: z.bigint(),
  filesRemoved: z.bigint(),
  bytesAdded: z.bigint(),
  bytesRemoved: z.bigint(),
  rowsAdded: z.bigint().nullable(),
  rowsRemoved: z.bigint().nullable(),
  totalFiles: z.bigint(),
  totalBytes: z.bigint(),
  totalRows: z.bigint().nullable(),
  mirror: shownMirrorStateSchema,
  /** Whether a checkpoint of it stands beside the published log, or could not be made; null where none was due. */
  checkpoint: z.enum(['pending', 'written', 'verified', 'failed']).nullable(),
})
export type VersionSummary = z.infer<typeof versionSummarySchema>

/** One action of a commit as the Delta JSON it is exported as; `shared/delta` reads it. */
export const actionLineSchema = z.strictObject({ ordinal: ordinalSchema, line: z.string() })
export type ActionLine = z.infer<typeof actionLineSchema>

export const actionKindSchema = z.enum([
  'add',
  'remove',
  'metaData',
  'protocol',
  'txn',
  'cdc',
  'domainMetadata',
  'commitInfo',
  'unknown',
])
export type ActionKind = z.infer<typeof actionKindSchema>

/** What a draft has looked at before it was made, as its author declares it: the reason why another commit may disturb it. */
export const declaredReadsSchema = z.strictObject({
  /** The whole table, whatever the rest says. */
  wholeTable: z.boolean(),
  /** The predicate of each scan, as text. */
  scans: z.array(textSchema.max(PREDICATE_CHARACTERS_MAX)).max(READ_SCANS_MAX),
  /** Paths of single files. */
  files: z.array(textSchema).max(READ_FILES_MAX),
  /** Applications whose last transaction was asked for. */
  appIds: z.array(textSchema).max(READ_SCANS_MAX),
})
export type DeclaredReads = z.infer<typeof declaredReadsSchema>

/** The levels that a table or the author of a commit can ask for. */
export const askedIsolationSchema = z.enum(['Serializable', 'WriteSerializable'])
export type AskedIsolation = z.infer<typeof askedIsolationSchema>

/** A commit that is not made yet. `actions` is newline-delimited Delta JSON, so that every byte of it survives. */
export const draftSchema = z.strictObject({
  tableId: tableIdSchema,
  /** Chosen before the first attempt: sending the same draft again finds its commit and never repeats it. */
  commitId: commitIdSchema,
  /** The version that the draft was made on; -1 for the first commit. */
  readVersion: readVersionSchema,
  /** The version that the draft wants to become. */
  expectedVersion: versionSchema,
  actions: z.string().max(DRAFT_BYTES_MAX),
  /** Used where the actions hold no commitInfo that says it. */
  operation: textSchema.min(1).max(200).optional(),
  /** Who commits; the database user where absent. */
  committer: textSchema.min(1).max(200).optional(),
  /** Nothing where absent. Only forecasts and rebases ask: the writer compares versions. */
  reads: declaredReadsSchema.optional(),
  /** The level that conflicts are judged at; the table's where absent. */
  isolationLevel: askedIsolationSchema.optional(),
})
export type Draft = z.infer<typeof draftSchema>
/** Everything of a draft but its actions. */
export type DraftHeader = Omit<Draft, 'actions'>
