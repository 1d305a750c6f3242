import type { TaskOutcome, TaskState } from '../../shared/contract/tasks.ts'
import type { TaskRecord } from './task-record.ts'

/** The state that an outcome leaves a task in. */
export function stateAfter(outcome: TaskOutcome): TaskState {
  switch (outcome.kind) {
    case 'imported':
    case 'made':
    case 'committed':
    case 'exported':
    case 'replayed':
    case 'verified':
    case 'checkpointed':
      return 'done'
    case 'refused':
      return 'refused'
    case 'cancelled':
      return 'cancelled'
    case 'stopped':
    case 'failed':
      return 'failed'
  }
  return outcome satisfies never
}

/**
 * Whether a task that does not run may be taken up again. Every work but the making of a sample finds what its earlier
 * run has made and goes on behind it; a refusal is final unless something of the input is there already.
 */
export function isResumable({ state, input, outcome }: Pick<TaskRecord, 'state' | 'input' | 'outcome'>): boolean {
  if (input.kind === 'sample') return false
  switch (state) {
    case 'interrupted':
    case 'failed':
    case 'cancelled':
      return true
    case 'refused':
      return outcome?.kind === 'refused' && outcome.kept !== null
    case 'running':
    case 'paused':
    case 'asking':
    case 'done':
      return false
  }
  return state satisfies never
}
