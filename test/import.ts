import { randomUUID } from 'node:crypto'
import type { Database } from '../src/main/postgres/connection.ts'
import { importLog } from '../src/main/replay/import-log.ts'
import { makeSampleTable } from '../src/main/replay/sample-table.ts'
import { plainControl } from '../src/main/tasks/task-work.ts'
import { type ImportPlanChoice, importPlanSchema, type SampleInput } from '../src/shared/contract/task-inputs.ts'
import type { TaskOutcome, TaskProgress } from '../src/shared/contract/tasks.ts'

export interface ImportOptions {
  readonly plan?: Partial<ImportPlanChoice>
  readonly signal?: AbortSignal
  readonly taskId?: string
  readonly onProgress?: (progress: TaskProgress) => void
  /** Called when a batch is about to be sent and those before it are in the database; counts from 1. */
  readonly beforeBatch?: (batch: number) => void
}

/** Imports a log as a task would that nobody watches. */
export function runImport(database: Database, path: string, options: ImportOptions = {}): Promise<TaskOutcome> {
  const { plan = {}, signal = new AbortController().signal, taskId = randomUUID(), onProgress, beforeBatch } = options
  const input = { kind: 'import', path, plan: importPlanSchema.parse(plan) } as const
  let [isWriting, batches] = [false, 0]
  const control = plainControl<typeof input>(taskId, signal, progress => {
    isWriting = progress.phase === 'write'
    onProgress?.(progress)
  })
  const boundary = () => {
    if (isWriting) beforeBatch?.(++batches)
    return control.boundary()
  }
  return importLog(database, input, { ...control, boundary })
}

export type Imported = Extract<TaskOutcome, { kind: 'imported' }>

/** Throws where the import did not come to its end. */
export function expectImported(outcome: TaskOutcome): Imported {
  if (outcome.kind !== 'imported') {
    throw new Error(JSON.stringify(outcome, (_, value) => (typeof value === 'bigint' ? String(value) : value), 1))
  }
  return outcome
}

export type Made = Extract<TaskOutcome, { kind: 'made' }>

/** Makes a sample table; throws where it could not be made. */
export async function makeSample(database: Database, sample: Omit<SampleInput, 'kind'>): Promise<Made> {
  const outcome = await makeSampleTable(database, sample, plainControl(randomUUID(), new AbortController().signal))
  if (outcome.kind !== 'made') throw new Error(`the sample ended as ${outcome.kind}`)
  return outcome
}
