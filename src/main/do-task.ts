import type { TaskInput } from '../shared/contract/task-inputs.ts'
import { doMirrorTask, titleOfMirrorTask } from './mirror-task.ts'
import type { ConnectionConfig, Database } from './postgres/connection.ts'
import { formatPlace } from './postgres/connection-config.ts'
import { findTableById } from './postgres/import-mark.ts'
import { doReplayTask, type ImportWatch, titleOfReplayTask } from './replay/do-replay-task.ts'
import type { TaskWork } from './tasks/task-work.ts'

/** What each kind of task does. */
export function doTask(database: Database, watchImport?: ImportWatch): TaskWork<TaskInput> {
  const replaying = doReplayTask(database, watchImport)
  return (input, control) => {
    switch (input.kind) {
      case 'verify-mirror':
      case 'checkpoint':
      case 'take-foreign':
        return doMirrorTask(database, input, control)
      default:
        return replaying(input, control)
    }
  }
}

/** The database that tasks belong to: the embedded server is the same one wherever it listens. */
export function taskPlace(config: ConnectionConfig, isEmbedded: boolean): string {
  return isEmbedded ? 'embedded' : `${formatPlace(config)} ${config.schema}`
}

/** What a person reads of a task in a list. */
export async function titleOfTask(database: Database, input: TaskInput): Promise<string> {
  switch (input.kind) {
    case 'verify-mirror':
    case 'checkpoint':
    case 'take-foreign':
      return titleOfMirrorTask(input, (await findTableById(database, input.tableId))?.name ?? 'a table that is gone')
    default:
      return titleOfReplayTask(database, input)
  }
}
