import { basename } from 'node:path'
import type { ExportInput, ImportInput, ReplayInput, SampleInput } from '../../shared/contract/task-inputs.ts'
import type { TaskOutcome } from '../../shared/contract/tasks.ts'
import type { Database } from '../postgres/connection.ts'
import { findTableById } from '../postgres/import-mark.ts'
import { exportLog } from './export-log.ts'
import { importLog } from './import-log.ts'
import { replayCommits } from './replay-commits.ts'
import { makeSampleTable } from './sample-table.ts'
import type { WatchedControl } from './watched-control.ts'

type ReplayTaskInput = ImportInput | ExportInput | ReplayInput | SampleInput

/** Does what brings versions in, out, and over. */
export function doReplayTask(
  database: Database,
): (input: ReplayTaskInput, control: WatchedControl<ReplayTaskInput>) => Promise<TaskOutcome> {
  return (input, control) => {
    switch (input.kind) {
      case 'import':
        return importLog(database, input, control)
      case 'export':
        return exportLog(database, input, control)
      case 'replay':
        return replayCommits(database, input, control)
      case 'sample':
        return makeSampleTable(database, input, control)
    }
  }
}

/** What a person reads of a task in a list. */
export async function titleOfReplayTask(database: Database, input: ReplayTaskInput): Promise<string> {
  switch (input.kind) {
    case 'import':
      return `Import ${nameOfLog(input.path)}`
    case 'export':
      return `Export ${await nameOfTable(database, input.tableId)} v${input.from}–${input.to}`
    case 'replay':
      return titleOfReplay(database, input)
    case 'sample':
      return `Make the sample ${input.story ?? 'orders'}`
  }
}

async function titleOfReplay(database: Database, { source, target, options }: ReplayInput): Promise<string> {
  const from =
    source.kind === 'log'
      ? nameOfLog(source.path)
      : `${await nameOfTable(database, source.tableId)} v${source.from}–${source.to}`
  const to = target.kind === 'new' ? target.name : await nameOfTable(database, target.tableId)
  return `${options.dryRun ? 'Try the replay of' : 'Replay'} ${from} onto ${to}`
}

function nameOfLog(path: string): string {
  const steps = path.split(/[/\\]/).filter(step => step !== '')
  return steps.at(-1) === '_delta_log' ? (steps.at(-2) ?? path) : basename(steps.at(-1) ?? path)
}

async function nameOfTable(database: Database, tableId: string): Promise<string> {
  return (await findTableById(database, tableId))?.name ?? 'a table that is gone'
}
