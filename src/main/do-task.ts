import type { TaskInput } from '../shared/contract/task-inputs.ts'
import type { TaskOutcome } from '../shared/contract/tasks.ts'
import { type CommitTools, doCommitTask, titleOfCommitTask } from './commit-task.ts'
import { doMirrorTask, titleOfMirrorTask } from './mirror-task.ts'
import type { ConnectionConfig, Database } from './postgres/connection.ts'
import { formatPlace } from './postgres/connection-config.ts'
import { findTableById } from './postgres/import-mark.ts'
import { doReplayTask, titleOfReplayTask } from './replay/do-replay-task.ts'
import type { WatchedControl } from './replay/watched-control.ts'
import type { TaskControl, TaskWork } from './tasks/task-work.ts'

/** Does a task, and may watch its COPYs or stop it meanwhile. */
export type TaskWatch = (
  input: TaskInput,
  control: TaskControl<TaskInput>,
  work: (control: WatchedControl<TaskInput>) => Promise<TaskOutcome>,
) => Promise<TaskOutcome>

/** What tasks work with besides their database. */
export interface TaskTools extends CommitTools {
  readonly watch?: TaskWatch | undefined
}

/** What each kind of task does. */
export function doTask(database: Database, { watch, ...tools }: TaskTools = {}): TaskWork<TaskInput> {
  const work = workOf(database, tools)
  return watch ? (input, control) => watch(input, control, watched => work(input, watched)) : work
}

function workOf(
  database: Database,
  tools: CommitTools,
): (input: TaskInput, control: WatchedControl<TaskInput>) => Promise<TaskOutcome> {
  const replaying = doReplayTask(database)
  return (input, control) => {
    switch (input.kind) {
      case 'verify-mirror':
      case 'checkpoint':
      case 'take-foreign':
        return doMirrorTask(database, input, control)
      case 'commit':
        return doCommitTask(database, input, control, tools)
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
    case 'commit':
      return titleOfCommitTask(input)
    default:
      return titleOfReplayTask(database, input)
  }
}
