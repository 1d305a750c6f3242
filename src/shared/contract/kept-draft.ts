import { z } from 'zod'
import { DRAFT_BYTES_MAX, DRAFT_NOTES_MAX, DRAFT_TITLE_CHARACTERS_MAX } from '../limits.ts'
import {
  askedIsolationSchema,
  commitIdSchema,
  type DeclaredReads,
  declaredReadsSchema,
  readVersionSchema,
  tableIdSchema,
  timeMsSchema,
  versionSchema,
} from './schemas.ts'

/**
 * Where a draft stands. `sent` is written down before the first byte leaves, so that whoever opens the draft next asks what
 * became of it instead of offering it again as if nothing had happened (C4).
 */
export const draftPhaseSchema = z.enum(['open', 'sent', 'committed'])

export const READS_NOTHING: DeclaredReads = { wholeTable: false, scans: [], files: [], appIds: [] }

export const SUPPRESSION_REASON_CHARACTERS_MAX = 500
const SUPPRESSIONS_MAX = 200

/** Warnings of one rule that the author of a draft has seen and does not want to see again; errors stay errors. */
export const suppressionSchema = z.strictObject({
  rule: z.string().min(1).max(200),
  /** In the author's words; may be empty. */
  reason: z.string().max(SUPPRESSION_REASON_CHARACTERS_MAX),
})
export type Suppression = z.infer<typeof suppressionSchema>

/** Absent where there are none, as in drafts of programs that did not know them. */
export const suppressionsSchema = z.array(suppressionSchema).max(SUPPRESSIONS_MAX).optional()

/** A draft as it is kept. The commit id is chosen when the draft is made and never changes once it was sent. */
export const keptDraftSchema = z.strictObject({
  draftId: z.uuid(),
  /** Counts the times that it was kept; who would keep an older one is told. 0: never kept. */
  revision: z.number().int().min(0),
  /** What its author calls it; may be empty. */
  title: z.string().max(DRAFT_TITLE_CHARACTERS_MAX),
  commitId: commitIdSchema,
  tableId: tableIdSchema,
  /** What the table was called when the draft was last kept: tells what it was for when the table is gone. */
  tableName: z.string(),
  readVersion: readVersionSchema,
  expectedVersion: versionSchema,
  /** Newline-delimited Delta JSON. */
  text: z.string().max(DRAFT_BYTES_MAX),
  /** What the draft was made from leaves open, in sentences. */
  notes: z.array(z.string()).max(DRAFT_NOTES_MAX),
  operation: z.string().max(200),
  committer: z.string().max(200),
  phase: draftPhaseSchema,
  /** Sent at least once: whatever became of it, its commit id is spoken for (C4). */
  wasSent: z.boolean(),
  /** What the commit has looked at; conflicts are judged by it. */
  reads: declaredReadsSchema,
  /** Null: the table's. */
  isolationLevel: askedIsolationSchema.nullable(),
  suppressed: suppressionsSchema,
  madeAtMs: timeMsSchema,
  editedAtMs: timeMsSchema,
})
export type KeptDraft = z.infer<typeof keptDraftSchema>

const VERSIONS = new Set(['readVersion', 'expectedVersion'])

/** A draft as JSON; versions become text, so that they stay exact. */
export function printKeptDraft(draft: KeptDraft): string {
  return JSON.stringify(draft, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
}

/** The inverse of `printKeptDraft`; undefined for text that is no draft of this program. */
export function parseKeptDraft(text: string): KeptDraft | undefined {
  try {
    return keptDraftSchema.safeParse(JSON.parse(text, readVersionText)).data
  } catch {
    return undefined
  }
}

function readVersionText(key: string, value: unknown): unknown {
  return VERSIONS.has(key) && typeof value === 'string' && /^-?\d{1,19}$/.test(value) ? BigInt(value) : value
}
