import type { UnresolvedCommit, UnresolvedReport } from '../../../shared/contract/unresolved.ts'
import type { Database } from '../../postgres/connection.ts'
import { readTableNames } from '../../postgres/tables.ts'
import { resolve } from '../resolve.ts'
import type { StoredJournal } from './commit-journal.ts'

/**
 * The commits of this log that were begun and whose outcome nobody has been told, each with what became of it (C4). Only
 * reads the log; entries stay until they are struck out. A commit of a process that still runs is in progress.
 */
export async function listUnresolved(database: Database, journal: StoredJournal): Promise<UnresolvedReport> {
  const entries = await journal.read()
  const names = await readTableNames(database, [...new Set(entries.map(({ tableId }) => tableId))])
  const report: UnresolvedReport = []
  for (const entry of entries) {
    const { commitId, tableId, expectedVersion, startedAt } = entry
    const tableName = names.get(tableId) ?? null
    report.push({
      commitId,
      tableId,
      tableName,
      expectedVersion,
      startedAt,
      ...(await fateOf(database, journal, entry)),
    })
  }
  return report
}

async function fateOf(
  database: Database,
  journal: StoredJournal,
  entry: UnresolvedCommit,
): Promise<Pick<UnresolvedReport[number], 'fate' | 'isBeingMade'>> {
  const fate = await resolve(database, entry)
  if (fate.kind === 'committed') return { fate, isBeingMade: false }
  const isBeingMade = entry.pid === process.pid ? journal.isHere(entry.commitId) : isAlive(entry.pid)
  return { fate: isBeingMade ? { kind: 'in-progress' } : fate, isBeingMade }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
