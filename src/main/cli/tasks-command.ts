import { join } from 'node:path'
import type { Task } from '../../shared/contract/tasks.ts'
import { recordTask } from '../activity/record-task.ts'
import { doTask, taskPlace, titleOfTask } from '../do-task.ts'
import { sqlStateOf } from '../postgres/sqlstate.ts'
import { dataFolder } from '../settings/data-folder.ts'
import { Tasks } from '../tasks/tasks.ts'
import type { Command, CommandResult } from './command.ts'
import { commandActivity } from './command-activity.ts'
import { CommandFailure } from './command-failure.ts'
import { formatTime } from './format.ts'
import { meansEmbedded } from './open-command-database.ts'
import { printColumns, visible } from './print-columns.ts'
import { textOption } from './read-arguments.ts'
import { progressText, taskResult } from './task-results.ts'

export const tasksCommand: Command = {
  name: 'tasks',
  positionals: [],
  options: { resume: { type: 'string' }, forget: { type: 'string' } },
  summary: 'list the long work of the app, or take it up again',
  help: `Lists imports, exports and replays that the app on this computer has begun on this database, the newest first.

  --resume ID   take up a task that was interrupted, cancelled or has failed, and wait for its end
  --forget ID   forget a task that does not run; what it has made stays

With --json: {"tasks": [{"taskId", "title", "state", "isResumable", "createdAt", "endedAt"}]}; with --resume what the task
has made.`,
  async run({ database, values, surroundings, onProgress }) {
    const { environment, signal } = surroundings
    const activity = commandActivity(database, values, surroundings)
    const isEmbedded = meansEmbedded(values, environment)
    const tasks = await Tasks.open({
      folder: join(dataFolder(environment), 'tasks'),
      place: taskPlace(database.config, isEmbedded),
      work: doTask(database),
      titleOf: input => titleOfTask(database, input),
      failureOf: error => ({
        kind: 'failed',
        message: error instanceof Error ? error.message : String(error),
        sqlState: sqlStateOf(error) ?? null,
        reference: null,
      }),
      onProblem: () => {},
      onRun: task => recordTask(activity, task),
    })
    try {
      const [resume, forget] = [textOption(values, 'resume'), textOption(values, 'forget')]
      if (resume !== undefined) return await runAgain(tasks, resume, onProgress, signal)
      if (forget !== undefined && !(await tasks.remove(forget))) throw unfit(forget, 'be forgotten')
      return listing(tasks.list())
    } finally {
      await tasks.close()
    }
  },
}

async function runAgain(
  tasks: Tasks,
  taskId: string,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<CommandResult> {
  const leave = new AbortController()
  const events = tasks.watch(leave.signal)
  await events.next()
  if (!(await tasks.command(taskId, 'resume'))) throw unfit(taskId, 'be taken up again')
  const cancel = () => void tasks.command(taskId, 'cancel')
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for await (const event of events) {
      const task = event.tasks.find(changed => changed.taskId === taskId)
      if (task?.question) throw new CommandFailure('usage', 'The task asks something: take it up in the app.')
      if (task?.outcome) return taskResult(task.outcome)
      if (task?.progress) onProgress(progressText(task.progress))
    }
    throw new Error('a task ended without an outcome')
  } finally {
    signal.removeEventListener('abort', cancel)
    leave.abort()
  }
}

function listing(tasks: readonly Task[]): CommandResult {
  const rows = tasks.map(({ taskId, title, state, createdAt, isResumable }) => [
    taskId,
    formatTime(createdAt),
    isResumable ? `${state}, resumable` : state,
    visible(title),
  ])
  const text = printColumns([{ title: 'Task' }, { title: 'Begun' }, { title: 'State' }, { title: '' }], rows)
  const json = tasks.map(({ taskId, title, state, isResumable, createdAt, endedAt }) => {
    return { taskId, title, state, isResumable, createdAt, endedAt }
  })
  return { text: tasks.length === 0 ? 'No tasks.' : text, json: { tasks: json } }
}

function unfit(taskId: string, what: string): CommandFailure {
  return new CommandFailure('not-found', `There is no task ${JSON.stringify(taskId)} that can ${what}.`)
}
