import { basename } from 'node:path'
import type { ImportEvent, ImportProblem } from '../../shared/contract/import.ts'
import { IMPORT_PROBLEMS_MAX } from '../../shared/limits.ts'
import { readCommits } from '../delta-log/read-commits.ts'
import { type LogFolder, readLogFolder } from '../delta-log/read-folder.ts'
import type { Database } from '../postgres/connection.ts'
import { withConnection } from '../postgres/transaction.ts'
import { ImportedLog } from './imported-log.ts'
import { nameTaken } from './name-taken.ts'
import { createNamedTable } from './named-table.ts'
import { type ImportEnd, type ImportProgress, progressEvents } from './progress-events.ts'

export interface ImportRequest {
  /** The table's folder, the one that holds `_delta_log`. */
  readonly path: string
  /** Absent: the folder's name, with a number behind it where that is taken. */
  readonly name?: string | undefined
}

/**
 * Imports every JSON commit of a log as a new table, with its actions byte for byte and its times. Everything happens in
 * one transaction: a refused, cancelled or failed import leaves no trace. Ends with `done` or `refused`.
 */
export function importLog(
  database: Database,
  request: ImportRequest,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent, void> {
  return progressEvents((onProgress, workSignal) => runImport(database, request, onProgress, workSignal), signal)
}

async function runImport(
  database: Database,
  { path, name }: ImportRequest,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<ImportEnd> {
  onProgress({ kind: 'progress', phase: 'scan', versions: 0, versionsTotal: null, actions: 0 })
  const read = await readLogFolder(path)
  if (read.kind === 'refused') return { kind: 'refused', problems: [...read.problems] }
  signal.throwIfAborted()
  return withConnection(database, async client => {
    await client.query('begin isolation level read committed')
    const table = await createNamedTable(client, {
      name,
      otherwise: basename(read.folder.path),
      location: read.folder.path,
    })
    if (table.kind === 'taken') return nameTaken(table.name)
    const log = new ImportedLog(client, table.tableId)
    const problems = await writeCommits(log, read.folder, onProgress, signal)
    if (problems.length > 0) return { kind: 'refused', problems }
    const { command } = await client.query('commit')
    if (command !== 'COMMIT') throw new Error('the import was rolled back by the server')
    const warnings = [...read.folder.warnings, ...log.warnings].slice(0, IMPORT_PROBLEMS_MAX)
    return { kind: 'done', tableId: table.tableId, name: table.name, head: log.head, actions: log.actions, warnings }
  })
}

/** After the first problem nothing is written any more, but the rest is read to name what else is wrong. */
async function writeCommits(
  log: ImportedLog,
  folder: LogFolder,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<ImportProblem[]> {
  const problems: ImportProblem[] = []
  for await (const read of readCommits(folder, signal)) {
    problems.push(...(read.kind === 'refused' ? read.problems : log.check(read)))
    if (problems.length >= IMPORT_PROBLEMS_MAX) break
    if (problems.length === 0 && read.kind === 'ok') await log.append(read)
    onProgress({
      kind: 'progress',
      phase: problems.length === 0 ? 'write' : 'read',
      versions: Number(read.version) + 1,
      versionsTotal: folder.commits.length,
      actions: log.actions,
    })
    signal.throwIfAborted()
  }
  if (problems.length === 0) await log.flush()
  return problems.slice(0, IMPORT_PROBLEMS_MAX)
}
