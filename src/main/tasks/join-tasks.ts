import type { TasksEvent } from '../../shared/contract/tasks.ts'

/** Of two events that follow each other, one that says the same. */
export function joinTasks(held: TasksEvent, next: TasksEvent): TasksEvent {
  const tasks = new Map([...held.tasks, ...next.tasks].map(task => [task.taskId, task]))
  const removed = new Set([...held.removed, ...next.removed])
  return { tasks: [...tasks.values()].filter(({ taskId }) => !removed.has(taskId)), removed: [...removed] }
}
