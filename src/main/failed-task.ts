import { randomUUID } from 'node:crypto'
import type { TaskOutcome } from '../shared/contract/tasks.ts'
import type { FailureDesk } from './answer-failure.ts'
import { readDatabaseFailure } from './postgres/write-failure.ts'
import { TakenOver } from './replay/import-target.ts'
import { unavailability } from './unavailability.ts'

type FailedTask = Extract<TaskOutcome, { kind: 'failed' }>

/** Why a task ended with an error: what a person can act on in words, the rest under a reference of the log (W3). */
export function failedTask(error: unknown, { log, redactor }: FailureDesk): FailedTask {
  const gone = unavailability(error)
  if (gone) {
    log.warn({ error }, 'a task lost the database')
    return { kind: 'failed', message: redactor.redact(gone.reason), sqlState: gone.sqlState, reference: null }
  }
  if (error instanceof TakenOver) return { kind: 'failed', message: error.message, sqlState: null, reference: null }
  const reference = randomUUID()
  log.error({ error, reference }, 'a task failed')
  const database = readDatabaseFailure(error)
  if (database) {
    const { message, sqlState } = database
    return { kind: 'failed', message: redactor.redact(`The database answered: ${message}`), sqlState, reference }
  }
  return { kind: 'failed', message: UNEXPECTED, sqlState: null, reference }
}

const UNEXPECTED = 'Something went wrong that Deltadesk did not expect. Its log has the details under this reference.'
