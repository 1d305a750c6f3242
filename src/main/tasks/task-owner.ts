import { TASK_SILENCE_MS_MAX } from '../../shared/limits.ts'
import type { TaskRecord } from './task-record.ts'

export type Owner = TaskRecord['owner']

/**
 * Whether the program that runs a task still does: its process is there, and it was heard of lately, because the number
 * of a process is given to another one later.
 */
export function isAlive({ pid, seenAt }: Owner, now = Date.now()): boolean {
  return now - seenAt <= TASK_SILENCE_MS_MAX && processExists(pid)
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
