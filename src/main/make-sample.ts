import { join } from 'node:path'
import type { TaskInput } from '../shared/contract/task-inputs.ts'
import { mirrorSample } from './mirror/mirror-sample.ts'
import type { Database } from './postgres/connection.ts'
import type { TaskWork } from './tasks/task-work.ts'

/** Where the mirror of a sample lies in the data folder. */
export function sampleFolder(folder: string, tableId: string): string {
  return join(folder, 'samples', tableId)
}

/** The same work; the sample of a mirror gets its mirror, with what is wrong in it, when its table is made. */
export function withMirrorOfSample(work: TaskWork<TaskInput>, database: Database, folder: string): TaskWork<TaskInput> {
  return async (input, control) => {
    const outcome = await work(input, control)
    if (input.kind === 'sample' && input.story === 'mirror' && outcome.kind === 'made') {
      await mirrorSample(database, outcome, sampleFolder(folder, outcome.tableId), control.signal)
    }
    return outcome
  }
}
