import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { Draft, DraftHeader } from '../../shared/contract/schemas.ts'
import type { ReplayTarget as TargetWish } from '../../shared/contract/task-inputs.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { validateAgainstTable } from '../../shared/delta/validate-table.ts'
import type { CopyObserver } from '../copy/copy-observer.ts'
import { commit } from '../log/commit.ts'
import { timeLines } from '../log/in-commit-timestamp.ts'
import { resolve } from '../log/resolve.ts'
import { commitStream } from '../log/stream/commit-stream.ts'
import { isError, validateDraft } from '../log/validate-draft.ts'
import type { Database } from '../postgres/connection.ts'
import { readLiveKeys } from '../postgres/import-ledger.ts'
import { findTableById, findTableByName } from '../postgres/import-mark.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { insertTable } from '../postgres/write-table.ts'
import { replayedTableId } from './imported-commit-id.ts'
import { rehearseFile } from './rehearse-file.ts'
import { ReplayedTable } from './replayed-table.ts'

/** What the target amounts to after its newest version. */
export interface TargetState {
  readonly files: number
  readonly bytes: bigint
  readonly protocol: string | null
  readonly metaData: string | null
  readonly txns: number
}

/** Where versions are replayed to: a table, or what it would be. */
export interface ReplayTarget {
  /** null for a table that is only rehearsed. */
  readonly tableId: string | null
  readonly name: string
  head: bigint
  commit(draft: Omit<Draft, 'tableId'>, signal: AbortSignal, observer?: CopyObserver): Promise<CommitOutcome>
  /** As `commit`, for actions of any number that lie in a file. */
  commitFile(
    draft: Omit<DraftHeader, 'tableId'>,
    path: string,
    signal: AbortSignal,
    observer?: CopyObserver,
  ): Promise<CommitOutcome>
  state(): Promise<TargetState>
}

export type TargetOpening =
  | { readonly kind: 'ok'; readonly target: ReplayTarget }
  | { readonly kind: 'refused'; readonly message: string }

/** Finds the target of a replay or makes it. The same replay always makes the same table. */
export async function openTarget(
  database: Database,
  wish: TargetWish,
  replayId: string,
  dryRun: boolean,
): Promise<TargetOpening> {
  if (wish.kind === 'existing') {
    const table = await findTableById(database, wish.tableId)
    if (!table) return { kind: 'refused', message: 'The table to replay onto is gone.' }
    const target = dryRun ? await rehearsedTable(database, table) : realTable(database, table)
    return { kind: 'ok', target }
  }
  const tableId = replayedTableId(replayId)
  const made = await findTableById(database, tableId)
  if (made) return { kind: 'ok', target: realTable(database, made) }
  const taken = {
    kind: 'refused',
    message: `There is a table named ${wish.name} already; expected a name that is free.`,
  }
  if (dryRun) {
    if (await findTableByName(database, wish.name)) return { ...taken, kind: 'refused' }
    return { kind: 'ok', target: new RehearsedTable(null, wish.name, new ReplayedTable()) }
  }
  const { name } = wish
  const created = await inTransaction(database, client => insertTable(client, { tableId, name, location: null }))
  if (!created) return { ...taken, kind: 'refused' }
  return { kind: 'ok', target: realTable(database, { tableId, name, head: -1n }) }
}

interface FoundTable {
  readonly tableId: string
  readonly name: string
  readonly head: bigint
}

function realTable(database: Database, { tableId, name, head }: FoundTable): ReplayTarget {
  return {
    tableId,
    name,
    head,
    async commit(draft, signal, observer) {
      const outcome = await commit(database, { ...draft, tableId }, { observer }, signal)
      return outcome.kind === 'unknown' ? findOut(database, tableId, outcome) : outcome
    },
    async commitFile(draft, path, signal, observer) {
      const outcome = await commitStream(database, { ...draft, tableId }, { kind: 'file', path }, { observer }, signal)
      return outcome.kind === 'unknown' ? findOut(database, tableId, outcome) : outcome
    },
    async state() {
      const header = this.head < 0n ? undefined : await readSnapshotHeader(database, tableId, this.head)
      return {
        files: Number(header?.numFiles ?? 0n),
        bytes: header?.sizeInBytes ?? 0n,
        protocol: header?.protocol ?? null,
        metaData: header?.metaData ?? null,
        txns: header?.txns.length ?? 0,
      }
    },
  }
}

const RESOLVE_ATTEMPTS_MAX = 20
const RESOLVE_PAUSE_MS = 500

/** A lost answer is looked up and never guessed; what stays unknown stops the replay. */
async function findOut(
  database: Database,
  tableId: string,
  outcome: Extract<CommitOutcome, { kind: 'unknown' }>,
): Promise<CommitOutcome> {
  for (let attempt = 1; attempt <= RESOLVE_ATTEMPTS_MAX; attempt++) {
    const fate = await resolve(database, { tableId, commitId: outcome.commitId }).catch(() => undefined)
    if (fate?.kind === 'committed') return { ...fate, found: true, timings: {} }
    if (fate?.kind === 'not-committed') break
    await new Promise(done => setTimeout(done, RESOLVE_PAUSE_MS))
  }
  return outcome
}

async function rehearsedTable(database: Database, { tableId, name, head }: FoundTable): Promise<ReplayTarget> {
  const table = new ReplayedTable()
  const header = head < 0n ? undefined : await readSnapshotHeader(database, tableId, head)
  const lines = [header?.protocol, header?.metaData, ...(header?.txns ?? []), ...(header?.domains ?? [])]
  const actions = lines.flatMap(line => {
    const parsed = typeof line === 'string' ? parseAction(line, 0) : undefined
    return parsed?.kind === 'ok' ? [parsed.value.action] : []
  })
  table.apply(head, actions)
  for await (const keys of readLiveKeys(database, tableId)) {
    for (const { fileKey, version } of keys) table.seed(fileKey, version)
  }
  return new RehearsedTable(tableId, name, table)
}

/** Tries drafts by the rules alone: nothing is sent to the database. */
class RehearsedTable implements ReplayTarget {
  readonly tableId: string | null
  readonly name: string
  head: bigint
  readonly #table: ReplayedTable

  constructor(tableId: string | null, name: string, table: ReplayedTable) {
    this.tableId = tableId
    this.name = name
    this.head = table.version
    this.#table = table
  }

  async commit(draft: Omit<Draft, 'tableId'>): Promise<CommitOutcome> {
    const checked = validateDraft({ ...draft, tableId: '' })
    if (checked.kind === 'invalid') return { kind: 'invalid', issues: [...checked.issues] }
    const now = Date.now()
    const { lines } = timeLines(checked.value.lines, this.#table.metadata, BigInt(now))
    const issues = validateAgainstTable(lines, this.#table)
    if (issues.some(isError)) return { kind: 'invalid', issues }
    this.#table.apply(
      draft.expectedVersion,
      lines.map(({ action }) => action),
    )
    return { kind: 'committed', version: draft.expectedVersion, committedAt: now, found: false, timings: {} }
  }

  async commitFile({ expectedVersion }: Omit<DraftHeader, 'tableId'>, path: string): Promise<CommitOutcome> {
    const now = Date.now()
    const issues = await rehearseFile(path, expectedVersion, this.#table, now)
    if (issues.length > 0) return { kind: 'invalid', issues: [...issues] }
    return { kind: 'committed', version: expectedVersion, committedAt: now, found: false, timings: {} }
  }

  async state(): Promise<TargetState> {
    const { liveFiles, protocol, metadata, txns } = this.#table
    return {
      files: liveFiles,
      bytes: 0n,
      protocol: protocol ? printAction(protocol) : null,
      metaData: metadata ? printAction(metadata) : null,
      txns: txns.size,
    }
  }
}
