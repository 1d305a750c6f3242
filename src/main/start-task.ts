import type { TaskInput } from '../shared/contract/task-inputs.ts'
import type { Task } from '../shared/contract/tasks.ts'
import { invalidInput } from './answer-failure.ts'
import type { App } from './app.ts'

/** Begins long work and writes down that it was begun; how it ends is the task's to tell. */
export async function startTask(
  { tasks, activity, safety }: Pick<App, 'tasks' | 'activity' | 'safety'>,
  input: TaskInput,
): Promise<Task> {
  if (input.kind === 'sample' && safety.environment === 'production') {
    throw invalidInput(['kind'], 'Sample tables are not made on production, whatever the level is.')
  }
  const task = await tasks.start(input)
  await activity.record({
    ...{ kind: 'task', tookMs: 0, tableId: null, tableName: null, version: null, commitId: null, operation: null },
    outcome: 'started',
    summary: `${task.title} was begun; the list of tasks tells how it ended.`,
  })
  return task
}
