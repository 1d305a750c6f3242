import type { UnresolvedReport } from '../../shared/contract/unresolved.ts'
import { listUnresolved } from '../log/journal/list-unresolved.ts'
import type { Command } from './command.ts'
import { commandJournal } from './command-journal.ts'
import { formatTime } from './format.ts'
import { printColumns } from './print-columns.ts'

export const unresolvedCommand: Command = {
  name: 'unresolved',
  positionals: [],
  options: { strike: { type: 'boolean' } },
  summary: 'find out what became of commits whose answer was lost',
  help: `Every commit is written down in the data folder before its first attempt and struck out when its outcome is known. What is
left was cut off: by a crash, a kill, or a lost connection. This asks the log what became of each.

  --strike   strike out those whose fate is settled

With --json: {"unresolved": [{"commitId", "tableId", "tableName", "expectedVersion", "startedAt", "fate"}]}.`,
  async run({ database, values, surroundings }) {
    const journal = commandJournal(database, values, surroundings)
    const unresolved = await listUnresolved(database, journal)
    if (values.strike === true) {
      for (const { commitId, fate } of unresolved) if (fate.kind !== 'in-progress') await journal.strike(commitId)
    }
    const json = unresolved.map(({ fate, ...entry }) => ({ ...entry, fate: { ...fate } }))
    return { text: printUnresolved(unresolved), json: { unresolved: json } }
  },
}

function printUnresolved(unresolved: UnresolvedReport): string {
  if (unresolved.length === 0) return 'Every commit that was begun here has a known outcome.'
  return printColumns(
    [
      { title: 'COMMIT ID' },
      { title: 'TABLE' },
      { title: 'VERSION', align: 'right' },
      { title: 'BEGUN' },
      { title: 'FATE' },
    ],
    unresolved.map(({ commitId, tableName, expectedVersion, startedAt, fate }) => [
      commitId,
      tableName ?? 'gone',
      String(expectedVersion),
      formatTime(startedAt),
      fate.kind === 'committed' ? `committed as version ${fate.version}` : fate.kind,
    ]),
  )
}
