import { z } from 'zod'
import type { ResolvedPlainTerm, ResolvedTerm } from '../history/filter.ts'
import { FILTER_CHARACTERS_MAX, FILTER_NAMES_MAX, FILTER_TERMS_MAX } from '../history/parse-filter.ts'
import { HISTORY_PAGE_MAX, NOTE_BYTES_MAX, TIMELINE_BUCKETS_MAX, VERSION_MAX } from '../limits.ts'
import { tableIdSchema, timeMsSchema, versionSchema, versionSummarySchema } from './schemas.ts'
import { textSchema } from './text.ts'

const namesSchema = z.array(textSchema.max(FILTER_CHARACTERS_MAX)).min(1).max(FILTER_NAMES_MAX)

const plainTermSchema: z.ZodType<ResolvedPlainTerm> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['operation', 'committer', 'app']), names: namesSchema }),
  z.strictObject({ kind: z.literal('path'), text: textSchema.min(1).max(FILTER_CHARACTERS_MAX) }),
  z.strictObject({
    kind: z.literal('state'),
    state: z.enum(['schema', 'protocol', 'unpublished', 'failed', 'foreign', 'append', 'rewrite', 'quiet', 'noted']),
  }),
  z.strictObject({ kind: z.literal('versions'), from: versionSchema.optional(), to: versionSchema.optional() }),
  z.strictObject({ kind: z.literal('time'), side: z.enum(['since', 'until']), timeMs: timeMsSchema }),
  z.strictObject({
    kind: z.literal('measure'),
    measure: z.enum(['files', 'bytes', 'rows']),
    comparison: z.enum(['>', '>=', '<', '<=', '=']),
    value: z
      .bigint()
      .min(0n)
      .max(VERSION_MAX * VERSION_MAX),
  }),
])

/** One condition of a history filter with its moments worked out; `shared/history` reads and prints the text of filters. */
export const resolvedTermSchema: z.ZodType<ResolvedTerm> = z.union([
  plainTermSchema,
  z.strictObject({ kind: z.literal('not'), term: plainTermSchema }),
])

export const findRequestSchema = z.strictObject({
  tableId: tableIdSchema,
  filter: z.array(resolvedTermSchema).max(FILTER_TERMS_MAX + 1),
  before: versionSchema.optional(),
  limit: z.number().int().min(1).max(HISTORY_PAGE_MAX),
})

/** Versions that fit; `next` tells how far was looked, also where nothing was found so far. */
export const foundVersionsSchema = z.strictObject({
  versions: z.array(versionSummarySchema),
  next: versionSchema.nullable(),
})

/** What occurs in a history, for completion. */
export const vocabularySchema = z.strictObject({
  operations: z.array(z.string()),
  committers: z.array(z.string()),
  apps: z.array(z.string()),
})

export const locateRequestSchema = z.strictObject({
  tableId: tableIdSchema,
  target: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('time'), timeMs: timeMsSchema }),
    z.strictObject({ kind: z.literal('change'), side: z.enum(['before', 'at']), what: z.enum(['schema', 'protocol']) }),
  ]),
})

/** Where a time or a change is in a history. */
export const locationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('found'),
    version: versionSchema,
    committedAt: timeMsSchema,
    timeSource: z.enum(['clock', 'in-commit', 'commit-info', 'file']),
    /** Since which version the table keeps in-commit timestamps; null where it does not. */
    inCommitSince: versionSchema.nullable(),
  }),
  /** The time is before the first version, whose time is told. */
  z.strictObject({ kind: z.literal('too-early'), first: versionSchema, committedAt: timeMsSchema }),
  /** There is no such change, or nothing is before it. */
  z.strictObject({ kind: z.literal('none') }),
])
export type Location = z.infer<typeof locationSchema>

const bucketsSchema = z.number().int().min(1).max(TIMELINE_BUCKETS_MAX)

export const overviewRequestSchema = z.strictObject({ tableId: tableIdSchema, buckets: bucketsSchema })

/**
 * The course of a history in equal parts of time, from its first commit to its last. All of it follows from the running
 * totals and from versions having no gap: a probe of an index for each part, whatever happened in it.
 */
export const overviewSchema = z.strictObject({
  first: versionSchema,
  head: versionSchema,
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
  /** The state at the end of each part. */
  buckets: z.array(z.strictObject({ endVersion: versionSchema, totalFiles: z.bigint(), totalBytes: z.bigint() })),
  marks: z.array(
    z.strictObject({
      kind: z.enum(['schema', 'protocol', 'checkpoint']),
      version: versionSchema,
      committedAt: timeMsSchema,
    }),
  ),
  /** True where there are more marks than are sent; the newest are. */
  marksCut: z.boolean(),
  /** The table that the database user would have to read for the checkpoints among the marks; null where it may. */
  needs: z.string().nullable(),
})
export type Overview = z.infer<typeof overviewSchema>

/** By whom, by what, or by the application of the commit's first txn action. */
const timelineLanesSchema = z.enum(['committer', 'operation', 'app'])
export type TimelineLanes = z.infer<typeof timelineLanesSchema>

export const timelineRequestSchema = z.strictObject({
  tableId: tableIdSchema,
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
  lanes: timelineLanesSchema,
  buckets: bucketsSchema,
})

const versionRangeSchema = { first: versionSchema, last: versionSchema, lanes: z.array(z.string()) }

/** The commits of a stretch of time by lane: each of them, or where they are too many, their number in parts of it. */
export const timelineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('empty') }),
  z.strictObject({
    kind: z.literal('spans'),
    ...versionRangeSchema,
    /** Commits in the order of versions: `first`, `first + 1` ... Each list has one entry a commit. */
    committedAt: z.array(timeMsSchema),
    /** How long the work behind the commit took by its own account, in milliseconds; -1 where it does not say. */
    durationMs: z.array(z.number()),
    lane: z.array(z.number()),
    /** 0 quiet, 1 append, 2 rewrite, 3 schema, 4 protocol, 5 base. */
    shape: z.array(z.number()),
  }),
  z.strictObject({
    kind: z.literal('cells'),
    ...versionRangeSchema,
    /** Commits of a lane in each of the parts: `counts[lane][part]`. */
    counts: z.array(z.array(z.number())),
  }),
])
export type Timeline = z.infer<typeof timelineSchema>

export const noteSchema = z.strictObject({
  version: versionSchema,
  bookmarked: z.boolean(),
  note: z.string(),
  author: z.string(),
  changedAt: timeMsSchema,
})
export type Note = z.infer<typeof noteSchema>

export const noteWriteSchema = z.strictObject({
  tableId: tableIdSchema,
  version: versionSchema,
  bookmarked: z.boolean(),
  note: textSchema.refine(text => new TextEncoder().encode(text).length <= NOTE_BYTES_MAX, {
    message: `at most ${NOTE_BYTES_MAX} bytes`,
  }),
  /** `changedAt` of the note that the writer has seen; null for none. */
  seen: timeMsSchema.nullable(),
})

export const noteOutcomeSchema = z.discriminatedUnion('kind', [
  /** null where nothing is left of it. */
  z.strictObject({ kind: z.literal('written'), note: noteSchema.nullable() }),
  /** Somebody else was faster; nothing was changed. */
  z.strictObject({ kind: z.literal('changed'), note: noteSchema.nullable() }),
])
export type NoteOutcome = z.infer<typeof noteOutcomeSchema>
