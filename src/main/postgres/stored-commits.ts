import type { Framing } from '../../shared/delta/actions.ts'
import { HISTORY_PAGE_MAX, STORED_ACTIONS_PAGE } from '../../shared/limits.ts'
import { type StoredAction, toActionLine } from './action-line.ts'
import { ACTION_TABLES } from './action-tables.ts'
import type { Database } from './connection.ts'
import { readFraming, readStoredCommit, readStoredPages } from './stored-commit.ts'

/** A version of a range, with every line of it. */
export interface RangedCommit {
  readonly version: bigint
  readonly kind: 'commit' | 'base'
  readonly lines: readonly { readonly text: string }[]
  readonly framing: Framing
  /** Milliseconds since 1970. */
  readonly committedAt: number
  readonly operation: string
  /** How many lines it has. */
  readonly actions: number
  /** The lines of a commit of very many, where they were asked for in pages; `lines` has none of them then. */
  readonly pages?: AsyncIterable<readonly string[]>
}

export interface StoredCommitsOptions {
  /** Commits of very many actions come in pages, so that memory does not grow with a commit. */
  readonly paged?: boolean
}

interface LedgerRow extends Omit<RangedCommit, 'lines' | 'framing' | 'pages'> {
  readonly framing: string | null
}

/**
 * The versions of a range, oldest first; both bounds belong to it. Small versions are read many at a time, so that a long
 * history costs few round trips and bounded memory.
 */
export async function* readStoredCommits(
  database: Database,
  tableId: string,
  from: bigint,
  to: bigint,
  { paged = false }: StoredCommitsOptions = {},
): AsyncGenerator<RangedCommit, void> {
  for (let next = from; next <= to; ) {
    const ledger = await readLedgerPage(database, tableId, next, to)
    for (const group of groupsOf(ledger)) yield* readGroup(database, tableId, group, paged)
    const last = ledger.at(-1)
    if (last === undefined) return
    next = last.version + 1n
  }
}

async function readLedgerPage(database: Database, tableId: string, from: bigint, to: bigint): Promise<LedgerRow[]> {
  const { rows } = await database.pool.query<LedgerRow>({
    name: 'stored_versions',
    text: `select version, kind, framing, num_actions as actions, operation,
               round(extract(epoch from committed_at) * 1000)::float8 as "committedAt"
             from dl_table_versions where table_id = $1 and version between $2 and $3 order by version limit $4`,
    values: [tableId, from, to, HISTORY_PAGE_MAX],
  })
  return rows
}

/** Runs of versions whose actions are fetched together. */
function groupsOf(ledger: readonly LedgerRow[]): LedgerRow[][] {
  const groups: LedgerRow[][] = []
  let actions = Number.POSITIVE_INFINITY
  for (const row of ledger) {
    if (actions + row.actions > STORED_ACTIONS_PAGE) {
      groups.push([])
      actions = 0
    }
    groups.at(-1)?.push(row)
    actions += row.actions
  }
  return groups
}

async function* readGroup(
  database: Database,
  tableId: string,
  group: readonly LedgerRow[],
  paged: boolean,
): AsyncGenerator<RangedCommit, void> {
  const [first, last] = [group[0], group.at(-1)]
  if (first === undefined || last === undefined) return
  if (first.actions > STORED_ACTIONS_PAGE) {
    if (paged) {
      yield { ...commitOf(first, []), pages: readStoredPages(database, tableId, first.version) }
      return
    }
    const stored = await readStoredCommit(database, tableId, first.version)
    yield commitOf(first, stored?.lines ?? [])
    return
  }
  const { rows } = await database.pool.query<StoredAction & { version: bigint }>({
    ...STORED_ACTIONS,
    values: [tableId, first.version, last.version],
  })
  let at = 0
  for (const entry of group) {
    const lines: { text: string }[] = []
    for (let row = rows[at]; row?.version === entry.version; row = rows[++at]) lines.push({ text: toActionLine(row) })
    yield commitOf(entry, lines)
  }
}

function commitOf({ framing, ...entry }: LedgerRow, lines: RangedCommit['lines']): RangedCommit {
  return { ...entry, lines, framing: readFraming(framing) }
}

const SOURCES = [
  ...Object.keys(ACTION_TABLES).map(
    table => `select version, ordinal, '${table}' as source, line,
                case when line is null then to_json(a)::text end as fields
              from ${table} a where table_id = $1 and version between $2 and $3`,
  ),
  `select version, commit_info_ordinal, 'commitInfo', commit_info_line, commit_info
     from dl_table_versions where table_id = $1 and version between $2 and $3 and commit_info_ordinal is not null`,
]

const STORED_ACTIONS = {
  name: 'stored_actions',
  text: `select version, source, line, fields from (\n${SOURCES.join('\nunion all\n')}\n) as actions
           order by version, ordinal`,
}
