import type { PickedFiles, PickFilesRequest } from '../../shared/contract/templates.ts'
import { parsePredicate } from '../../shared/delta/parse-predicate.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { compileFilter } from '../../shared/delta/prune.ts'
import { tableColumns } from '../../shared/delta/table-columns.ts'
import { PICKED_FILES_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { withConnection } from '../postgres/transaction.ts'
import { readHead } from '../postgres/write-lookups.ts'
import { findMatchingFiles } from './find-matching-files.ts'
import { readState } from './read-state.ts'

/** Live files of which rows may satisfy a predicate, by partitions and statistics. Undefined where there is no such table. */
export async function pickFiles(
  database: Database,
  { tableId, predicate, path }: PickFilesRequest,
  signal: AbortSignal,
): Promise<PickedFiles | undefined> {
  const table = await withConnection(database, async client => {
    const version = await readHead(client, tableId)
    return version === undefined
      ? undefined
      : { version, metadata: (await readState(client, tableId, version))?.metadata }
  })
  if (table === undefined) return undefined
  const { version, metadata } = table
  if (!metadata) return { kind: 'files', base: version, files: [] }
  const parsed = parsePredicate(predicate)
  if (parsed.kind === 'invalid') return { kind: 'invalid', issues: [...parsed.issues] }
  const filter = compileFilter(parsed.value, tableColumns(metadata))
  if (filter.kind === 'invalid') return { kind: 'invalid', issues: [...filter.issues] }
  const found = await findMatchingFiles(
    database,
    { tableId, version, filter: filter.value, limit: PICKED_FILES_MAX },
    signal,
  )
  if (found === undefined) return { kind: 'too-many', limit: PICKED_FILES_MAX }
  const files = found.filter(({ add }) => add.path.includes(path))
  return { kind: 'files', base: version, files: files.map(({ add, matches }) => ({ line: printAction(add), matches })) }
}
