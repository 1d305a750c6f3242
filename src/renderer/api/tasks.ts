import { useSyncExternalStore } from 'react'
import type { Breakpoint, TaskInput } from '../../shared/contract/task-inputs.ts'
import type { Task, TaskAnswer, TaskCommand } from '../../shared/contract/tasks.ts'
import { client } from './client.ts'

const RESTART_MS = 1_000

const listeners = new Set<() => void>()
/** Newest first; undefined until the main process has told them. */
let tasks: readonly Task[] | undefined

/** Follows every task for as long as the page lives; after a lost connection it begins anew with all of them. */
export async function watchTasks(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      let isFirst = true
      for await (const event of await client.tasks.watch(undefined, { signal })) {
        keep(isFirst ? event.tasks : joined(tasks ?? [], event.tasks, event.removed))
        isFirst = false
      }
    } catch {
      // The reason is shown by the connection; here it only means to begin again.
    }
    await new Promise(resolve => setTimeout(resolve, RESTART_MS))
  }
}

/** Every task, newest first. */
export function useTasks(): readonly Task[] | undefined {
  return useSyncExternalStore(subscribe, () => tasks)
}

/** One task; undefined where there is none, or none yet. */
export function useTask(taskId: string | undefined): Task | undefined {
  return useSyncExternalStore(subscribe, () => tasks?.find(task => task.taskId === taskId))
}

export async function startTask(input: TaskInput): Promise<Task> {
  return told(await client.tasks.start(input))
}

export async function commandTask(taskId: string, command: TaskCommand): Promise<Task> {
  return told(await client.tasks.command({ taskId, command }))
}

export async function answerTask(taskId: string, answer: TaskAnswer): Promise<Task> {
  return told(await client.tasks.answer({ taskId, answer }))
}

/** Where a replay that runs stops from its next version on. */
export async function setBreakpoints(taskId: string, breakpoints: readonly Breakpoint[]): Promise<Task> {
  return told(await client.tasks.setBreakpoints({ taskId, breakpoints: [...breakpoints] }))
}

export async function removeTask(taskId: string): Promise<void> {
  await client.tasks.remove({ taskId })
}

/** Stops the task that was begun last, at its next boundary; what cannot be stopped goes on. */
export function cancelNewestTask(): void {
  const newest = tasks?.find(task => isActive(task) && !task.isElsewhere)
  if (newest) void commandTask(newest.taskId, 'cancel').catch(() => {})
}

/** True as long as a task may change by itself. */
export function isActive({ state }: Task): boolean {
  return state === 'running' || state === 'paused' || state === 'asking'
}

/** How far a task is, 0 to 1; `undefined` where the end is not known yet. */
export function fractionOf({ progress }: Task): number | undefined {
  if (progress?.fraction !== undefined) return progress.fraction
  if (!progress?.versionsTotal) return undefined
  return Math.min(1, progress.versions / progress.versionsTotal)
}

/** What an answer says of a task holds before the stream has told it. */
function told(task: Task): Task {
  keep(joined(tasks ?? [], [task], []))
  return task
}

function joined(before: readonly Task[], changed: readonly Task[], removed: readonly string[]): readonly Task[] {
  const byId = new Map([...before, ...changed].map(task => [task.taskId, task]))
  for (const taskId of removed) byId.delete(taskId)
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt)
}

function keep(next: readonly Task[]): void {
  tasks = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
