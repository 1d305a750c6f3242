import type { ScenarioTable } from '../../shared/contract/scenarios.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { SnapshotBuilder } from '../../shared/delta/snapshot.ts'
import { SIMULATION_TABLE_FILES_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { readStoredCommits } from '../postgres/stored-commits.ts'
import { getTable } from '../postgres/tables.ts'

/** The scenario asks for what the database does not have. The message is a sentence for people. */
export class ScenarioNotRunnable extends Error {
  readonly remedy: string | null

  constructor(message: string, remedy: string | null = null) {
    super(message)
    this.name = 'ScenarioNotRunnable'
    this.remedy = remedy
  }
}

/**
 * A real table as it was at a version, as the lines of one first commit. Reads the whole history up to there. Throws
 * ScenarioNotRunnable where there is no such table or version, or where it has too many files.
 */
export async function cloneLines(database: Database, { source }: ScenarioTable): Promise<readonly object[]> {
  if (source.kind !== 'clone') return []
  const table = await getTable(database, source.table)
  if (table === undefined) throw new ScenarioNotRunnable(`There is no table ${JSON.stringify(source.table)} to copy.`)
  const version = source.version ?? table.head
  const { firstVersion } = table
  if (firstVersion === null || version > table.head || version < firstVersion) {
    throw new ScenarioNotRunnable(`The table ${source.table} has no version ${version} to copy.`)
  }
  const builder = new SnapshotBuilder()
  for await (const { version: at, lines } of readStoredCommits(database, table.tableId, firstVersion, version)) {
    const parsed = parseCommit(lines.map(({ text }) => `${text}\n`).join(''))
    if (parsed.kind === 'ok')
      builder.apply(
        at,
        parsed.value.lines.map(({ action }) => action),
      )
  }
  const { protocol, metadata, files, domains } = builder.build()
  if (files.size > SIMULATION_TABLE_FILES_MAX) {
    const remedy = `Copy an earlier version, with at most ${SIMULATION_TABLE_FILES_MAX} files.`
    throw new ScenarioNotRunnable(`Version ${version} of ${source.table} has ${files.size} files.`, remedy)
  }
  const adds = [...files.values()].map(({ add }) => add)
  const actions = [protocol, metadata, ...domains.values(), ...adds].filter(action => action !== undefined)
  const info = { commitInfo: { timestamp: 0, operation: 'CLONE', operationParameters: {} } }
  return [info, ...actions.map((action): object => JSON.parse(printAction(action)))]
}
