import { z } from 'zod'
import {
  askedIsolationSchema,
  commitIdSchema,
  type DeclaredReads,
  type Draft,
  declaredReadsSchema,
  readVersionSchema,
  tableIdSchema,
  versionSchema,
} from '../../../shared/contract/schemas.ts'

/**
 * Where a draft stands. `sent` is written down before the first byte leaves, so that a page that is reloaded in between
 * asks what became of the draft instead of offering it again as if nothing had happened (C4).
 */
export const draftPhaseSchema = z.enum(['open', 'sent', 'committed'])

/** Texts above this are checked and kept when the typing pauses, not with every key. */
export const LARGE_TEXT_CHARACTERS = 256 * 1024

export const READS_NOTHING: DeclaredReads = { wholeTable: false, scans: [], files: [], appIds: [] }

/** A draft as this page keeps it. The commit id is chosen when the draft is made and never changes once it was sent. */
export const keptDraftSchema = z.strictObject({
  draftId: z.uuid(),
  commitId: commitIdSchema,
  tableId: tableIdSchema,
  readVersion: readVersionSchema,
  expectedVersion: versionSchema,
  /** Newline-delimited Delta JSON. */
  text: z.string(),
  /** What the draft was made from leaves open, in sentences. */
  notes: z.array(z.string()),
  operation: z.string().max(200),
  committer: z.string().max(200),
  phase: draftPhaseSchema,
  /** Sent at least once: whatever became of it, its commit id is spoken for (C4). */
  wasSent: z.boolean().default(false),
  /** What the commit has looked at; conflicts are judged by it. */
  reads: declaredReadsSchema.default(READS_NOTHING),
  /** Null: the table's. */
  isolationLevel: askedIsolationSchema.nullable().default(null),
  /** Milliseconds since 1970. */
  madeAtMs: z.number(),
  editedAtMs: z.number(),
})
export type KeptDraft = z.infer<typeof keptDraftSchema>

/** A new draft on top of `head`; it wants to become the next version. */
export function makeDraft(start: {
  readonly draftId: string
  readonly commitId: string
  readonly tableId: string
  readonly head: bigint
  readonly text: string
  readonly notes?: readonly string[]
  readonly operation: string
  readonly reads?: DeclaredReads
  readonly nowMs: number
}): KeptDraft {
  return {
    draftId: start.draftId,
    commitId: start.commitId,
    tableId: start.tableId,
    readVersion: start.head,
    expectedVersion: start.head + 1n,
    text: start.text,
    notes: [...(start.notes ?? [])],
    operation: start.operation,
    committer: '',
    phase: 'open',
    wasSent: false,
    reads: start.reads ?? READS_NOTHING,
    isolationLevel: null,
    madeAtMs: start.nowMs,
    editedAtMs: start.nowMs,
  }
}

/** The draft as it is sent. Empty fields are left to the writer's own defaults. */
export function toContractDraft(draft: KeptDraft): Draft {
  const operation = draft.operation.trim()
  const committer = draft.committer.trim()
  return {
    tableId: draft.tableId,
    commitId: draft.commitId,
    // A draft that wants to become an older version than it was made on cannot have read what came later.
    readVersion: draft.readVersion < draft.expectedVersion ? draft.readVersion : draft.expectedVersion - 1n,
    expectedVersion: draft.expectedVersion,
    actions: draft.text,
    reads: { ...draft.reads, scans: draft.reads.scans.filter(scan => scan.trim() !== '') },
    ...(draft.isolationLevel === null ? {} : { isolationLevel: draft.isolationLevel }),
    ...(operation === '' ? {} : { operation }),
    ...(committer === '' ? {} : { committer }),
  }
}

/** How the version that a draft wants stands to the table's head. */
export type VersionStanding =
  | { readonly kind: 'next' }
  /** Somebody has the version already. */
  | { readonly kind: 'taken'; readonly head: bigint }
  /** The version would leave a gap. */
  | { readonly kind: 'beyond'; readonly head: bigint }

export function versionStanding(expectedVersion: bigint, head: bigint): VersionStanding {
  if (expectedVersion === head + 1n) return { kind: 'next' }
  return expectedVersion <= head ? { kind: 'taken', head } : { kind: 'beyond', head }
}

/** The text with `line` as its last line. */
export function appendLine(text: string, line: string): string {
  if (text.trim() === '') return `${line}\n`
  return `${text.endsWith('\n') ? text : `${text}\n`}${line}\n`
}
