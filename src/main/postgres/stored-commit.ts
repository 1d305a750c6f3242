import type { Framing } from '../../shared/delta/actions.ts'
import { printPages } from '../../shared/delta/print-pages.ts'
import { ACTION_PAGE_MAX } from '../../shared/limits.ts'
import { readActionPage } from './actions.ts'
import type { Database } from './connection.ts'

/** A committed version as its commit file would be written; `printCommit` gives the bytes. */
export interface StoredCommit {
  readonly lines: readonly { readonly text: string }[]
  readonly framing: Framing
}

/** Every line of a version with what stands between them (C6); undefined where the table has no such version. */
export async function readStoredCommit(
  database: Database,
  tableId: string,
  version: bigint,
): Promise<StoredCommit | undefined> {
  const framing = await readStoredFraming(database, tableId, version)
  if (framing === undefined) return undefined
  const lines: { text: string }[] = []
  for await (const page of readStoredPages(database, tableId, version)) for (const text of page) lines.push({ text })
  return { lines, framing }
}

/** The text of a version's commit file in pieces, of any size; undefined where the table has no such version. */
export async function readStoredText(
  database: Database,
  tableId: string,
  version: bigint,
): Promise<AsyncGenerator<string, void> | undefined> {
  const framing = await readStoredFraming(database, tableId, version)
  return framing && printPages(readStoredPages(database, tableId, version), framing)
}

async function readStoredFraming(database: Database, tableId: string, version: bigint): Promise<Framing | undefined> {
  const { rows } = await database.pool.query<{ framing: string | null }>({
    name: 'framing',
    text: 'select framing from dl_table_versions where table_id = $1 and version = $2',
    values: [tableId, version],
  })
  return rows[0] && readFraming(rows[0].framing)
}

/** The lines of a version of any size, some at a time. */
export async function* readStoredPages(
  database: Database,
  tableId: string,
  version: bigint,
): AsyncGenerator<readonly string[], void> {
  for (let after: number | null = -1; after !== null; ) {
    const page = await readActionPage(database, { tableId, version, after, limit: ACTION_PAGE_MAX })
    yield page.actions.map(({ line }) => line)
    after = page.next
  }
}

/** As `versionRow` writes it: null for the canonical one, else JSON. */
export function readFraming(text: string | null): Framing {
  if (text === null) return 'canonical'
  const framing: unknown = JSON.parse(text)
  if (framing === 'no-final') return framing
  if (Array.isArray(framing) && framing.every(separator => typeof separator === 'string')) return framing
  throw new Error(`a framing is ${text}`)
}
