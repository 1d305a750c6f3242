import type { ResolvedPlainTerm, ResolvedTerm } from '../../shared/history/filter.ts'
import { VOCABULARY_NAMES_MAX } from '../../shared/limits.ts'
import type { Database } from './connection.ts'
import { queryUntil } from './query-until.ts'

/** What occurs in the history of one table, in the order of the index; each list is cut at its limit. */
export interface Vocabulary {
  readonly operations: string[]
  readonly committers: string[]
  readonly apps: string[]
}

/**
 * The names that a term means, as they are written in the log. A negated term means all others, and has no entry where a
 * history has more names than are listed.
 */
export type Names = ReadonlyMap<ResolvedTerm, readonly string[]>

type NamedTerm = Extract<ResolvedPlainTerm, { readonly kind: 'operation' | 'committer' | 'app' }>
type NamedKind = NamedTerm['kind']

const NAMES: Readonly<Record<NamedKind, { readonly table: string; readonly column: string }>> = {
  operation: { table: 'dl_table_versions', column: 'left(operation, 200)' },
  committer: { table: 'dl_table_versions', column: 'left(committer, 200)' },
  app: { table: 'dl_txn_actions', column: 'left(app_id, 200)' },
}

/** Costs one probe of an index for each name, however long the history is. */
export async function readVocabulary(database: Database, tableId: string, signal: AbortSignal): Promise<Vocabulary> {
  const [operations, committers, apps] = await Promise.all([
    readNames(database, tableId, 'operation', signal),
    readNames(database, tableId, 'committer', signal),
    readNames(database, tableId, 'app', signal),
  ])
  return { operations, committers, apps }
}

/** Looks up which names of the log the terms mean: upper and lower case alike, `*` for any text. */
export async function resolveNames(
  database: Database,
  tableId: string,
  terms: readonly ResolvedTerm[],
  signal: AbortSignal,
): Promise<Names> {
  const known = new Map<NamedKind, Promise<string[]>>()
  const namesOf = (kind: NamedKind): Promise<string[]> => {
    const names = known.get(kind) ?? readNames(database, tableId, kind, signal)
    known.set(kind, names)
    return names
  }
  const resolved = await Promise.all(
    terms.map(async (term): Promise<[ResolvedTerm, string[]][]> => {
      const plain = term.kind === 'not' ? term.term : term
      if (!isNamed(plain)) return []
      const names = await namesOf(plain.kind)
      const isComplete = names.length < VOCABULARY_NAMES_MAX
      // A history with more names than are listed may hold what was typed all the same.
      const known = [...new Set([...names, ...(isComplete ? [] : plain.names)])]
      const fits = (name: string) => plain.names.some(wanted => isMeant(name, wanted))
      const meant: [ResolvedTerm, string[]] = [plain, known.filter(fits)]
      return term === plain || !isComplete ? [meant] : [meant, [term, known.filter(name => !fits(name))]]
    }),
  )
  return new Map(resolved.flat())
}

function isNamed(term: ResolvedPlainTerm): term is NamedTerm {
  return term.kind === 'operation' || term.kind === 'committer' || term.kind === 'app'
}

async function readNames(database: Database, tableId: string, kind: NamedKind, signal: AbortSignal): Promise<string[]> {
  const { table, column } = NAMES[kind]
  const text = `
    with recursive names as (
      (select ${column} as name from ${table} where table_id = $1 order by ${column} limit 1)
      union all
      select (select ${column} from ${table}
          where table_id = $1 and ${column} > names.name order by ${column} limit 1)
        from names where names.name is not null
    )
    select name from names where name is not null limit $2`
  const rows = await queryUntil<{ name: string }>(database, { text, values: [tableId, VOCABULARY_NAMES_MAX] }, signal)
  return rows.map(({ name }) => name)
}

function isMeant(name: string, wanted: string): boolean {
  const pattern = wanted.split('*').map(part => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${pattern.join('[^]*')}$`, 'iu').test(name)
}
