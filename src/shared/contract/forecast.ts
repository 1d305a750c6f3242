import { z } from 'zod'
import {
  askedIsolationSchema,
  commitIdSchema,
  draftSchema,
  issueSchema,
  readVersionSchema,
  timeMsSchema,
  versionSchema,
} from './schemas.ts'

export const isolationLevelSchema = z.enum(['Serializable', 'WriteSerializable', 'SnapshotIsolation'])
export const conflictClassSchema = z.enum([
  'protocol',
  'metadata',
  'domain',
  'transaction',
  'append',
  'delete-read',
  'delete-delete',
  'write',
])

/** `class` is null where the draft may follow the winner; `reason` says in sentences why or why not. */
export const verdictSchema = z.strictObject({ class: conflictClassSchema.nullable(), reason: z.string() })
export type Verdict = z.infer<typeof verdictSchema>

export const judgedWinnerSchema = z.strictObject({
  version: versionSchema,
  commitId: commitIdSchema,
  operation: z.string(),
  committer: z.string(),
  committedAt: timeMsSchema,
  adds: z.number(),
  removes: z.number(),
  /** At the level that the draft is checked at. */
  verdict: verdictSchema,
  /** What the two commits disagree about; at most FORECAST_FILES_SHOWN_MAX of `fileCount`. */
  files: z.array(z.string()),
  fileCount: z.number(),
  /** What the draft has to take over from the winner. */
  adopts: z.array(z.enum(['protocol', 'metadata'])),
  /** At each level. */
  levels: z.record(isolationLevelSchema, verdictSchema),
  /** How other implementations of Delta would decide at the level asked for. */
  engines: z.record(z.enum(['delta-rs', 'kernel']), verdictSchema),
})
export type JudgedWinner = z.infer<typeof judgedWinnerSchema>

const invalidSchema = z.strictObject({ kind: z.literal('invalid'), issues: z.array(issueSchema) })
const committedSchema = z.strictObject({
  kind: z.literal('committed'),
  version: versionSchema,
  committedAt: timeMsSchema,
})

export const forecastSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('forecast'),
    base: readVersionSchema,
    head: readVersionSchema,
    /** The level asked for: the draft's, else the table's. */
    asked: askedIsolationSchema,
    tableLevel: askedIsolationSchema,
    /** The level that the draft is checked at: looser than `asked` for a commit that changes no data. */
    level: isolationLevelSchema,
    /** One for each version after the base, oldest first. */
    winners: z.array(judgedWinnerSchema),
    conflicts: z.number(),
    /** Versions up to the head that came after the last one judged: more than one forecast reads. */
    unjudged: z.bigint(),
  }),
  /** The draft itself is in the log. */
  committedSchema,
  /** The draft or what it says to have read cannot be understood. */
  invalidSchema,
])
export type ForecastReport = z.infer<typeof forecastSchema>

/** `overrules`: its author has looked at the conflicts and wants the same commit after them all the same. */
export const rebaseRequestSchema = draftSchema.extend({ overrules: z.boolean().optional() })
export type RebaseRequest = z.infer<typeof rebaseRequestSchema>

/** One thing that a rebased draft says differently. */
export const rebaseChangeSchema = z.strictObject({
  kind: z.enum([
    'version',
    'in-commit-timestamp',
    'row-ids',
    'row-commit-version',
    'row-id-high-water-mark',
    'row-tracking-backfill',
    'row-tracking-preserved',
    'type-change-version',
    'checkpoint-protection',
    'domain-removed',
    'already-removed',
  ]),
  subject: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
})
export type RebaseChange = z.infer<typeof rebaseChangeSchema>

export const rebaseReportSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rebased'),
    readVersion: readVersionSchema,
    expectedVersion: versionSchema,
    /** Lines that need no change are the draft's own, byte for byte. */
    actions: z.string(),
    /** At most REBASE_CHANGES_SHOWN_MAX of `changeCount`. */
    changes: z.array(rebaseChangeSchema),
    changeCount: z.number(),
    /** What nobody has checked, in sentences. */
    cautions: z.array(z.string()),
  }),
  /** Nothing was committed since the draft's base. */
  z.strictObject({ kind: z.literal('current'), head: readVersionSchema }),
  z.strictObject({
    kind: z.literal('conflict'),
    version: versionSchema,
    class: conflictClassSchema,
    reason: z.string(),
    files: z.array(z.string()),
    fileCount: z.number(),
  }),
  /** No rule forbids it, but something that the new version must say cannot be known. */
  z.strictObject({ kind: z.literal('impossible'), reason: z.string() }),
  committedSchema,
  invalidSchema,
])
export type RebaseReport = z.infer<typeof rebaseReportSchema>
