import type { TaskInput } from '../../shared/contract/task-inputs.ts'
import type { Task, TaskOutcome } from '../../shared/contract/tasks.ts'
import type { TaskWork } from './task-work.ts'

export interface TasksOptions {
  readonly folder: string
  /** The database that the works work on: tasks of another one are not shown. */
  readonly place: string
  readonly work: TaskWork<TaskInput>
  /** What a person reads of a task that is about to begin. */
  readonly titleOf: (input: TaskInput) => Promise<string>
  /** Turns what a work has thrown into an outcome. */
  readonly failureOf: (error: unknown) => Extract<TaskOutcome, { kind: 'failed' }>
  /** Told of files that cannot be written. */
  readonly onProblem: (error: unknown) => void
  /** Told of each run that begins here, and of each that ends; the program ends after it has resolved. */
  readonly onRun?: (task: Task) => Promise<void>
  /** How often our tasks are said to be alive and those of others are looked at. */
  readonly heartbeatMs?: number | undefined
}
