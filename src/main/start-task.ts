import type { TaskInput } from '../shared/contract/task-inputs.ts'
import type { Task } from '../shared/contract/tasks.ts'
import { invalidInput } from './answer-failure.ts'
import type { App } from './app.ts'

/** Begins long work, unless the connection's environment forbids it. */
export async function startTask({ tasks, safety }: Pick<App, 'tasks' | 'safety'>, input: TaskInput): Promise<Task> {
  if (input.kind === 'sample' && safety.environment === 'production') {
    throw invalidInput(['kind'], 'Sample tables are not made on production, whatever the level is.')
  }
  return tasks.start(input)
}
