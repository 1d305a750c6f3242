import type { TaskInput } from '../shared/contract/task-inputs.ts'
import type { Task } from '../shared/contract/tasks.ts'
import type { App } from './app.ts'

/** Begins long work and writes down that it was begun; how it ends is the task's to tell. */
export async function startTask({ tasks, activity }: Pick<App, 'tasks' | 'activity'>, input: TaskInput): Promise<Task> {
  const task = await tasks.start(input)
  await activity.record({
    ...{ kind: 'task', tookMs: 0, tableId: null, tableName: null, version: null, commitId: null, operation: null },
    outcome: 'started',
    summary: `${task.title} was begun; the list of tasks tells how it ended.`,
  })
  return task
}
