import type { KeptDraft, Suppression } from '../../../shared/contract/kept-draft.ts'
import { READS_NOTHING } from '../../../shared/contract/kept-draft.ts'
import type { AskedIsolation, DeclaredReads, Draft } from '../../../shared/contract/schemas.ts'

/** A new draft on top of `head`; it wants to become the next version. */
export function makeDraft(start: {
  readonly draftId: string
  readonly commitId: string
  readonly tableId: string
  readonly tableName: string
  readonly title?: string | undefined
  readonly head: bigint
  readonly text: string
  readonly notes?: readonly string[]
  readonly operation: string
  readonly reads?: DeclaredReads
  readonly isolationLevel?: AskedIsolation | null
  readonly suppressed?: readonly Suppression[] | undefined
  readonly nowMs: number
}): KeptDraft {
  return {
    draftId: start.draftId,
    revision: 0,
    title: start.title ?? '',
    commitId: start.commitId,
    tableId: start.tableId,
    tableName: start.tableName,
    readVersion: start.head,
    expectedVersion: start.head + 1n,
    text: start.text,
    notes: [...(start.notes ?? [])],
    operation: start.operation,
    committer: '',
    phase: 'open',
    wasSent: false,
    reads: start.reads ?? READS_NOTHING,
    isolationLevel: start.isolationLevel ?? null,
    ...(start.suppressed?.length ? { suppressed: [...start.suppressed] } : {}),
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

/** What brings `lines` behind a text: everything from an offset on is replaced. */
export function appended(text: string, lines: readonly string[]): { readonly from: number; readonly insert: string } {
  const insert = lines.map(line => `${line}\n`).join('')
  if (text.trim() === '') return { from: 0, insert }
  return { from: text.length, insert: text.endsWith('\n') ? insert : `\n${insert}` }
}
