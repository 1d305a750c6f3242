import type { Ending } from '../../shared/contract/scenarios.ts'
import type { Dice } from '../../shared/scenario/seeded-dice.ts'
import type { Faults } from './faults.ts'
import type { SimulatedWriter } from './lab.ts'
import type { Recorder } from './recorder.ts'
import type { SimulatedTable } from './simulated-table.ts'

/** One run's tables, rules and memory: what its writers act on. */
export interface Stage {
  /** In the order of the scenario. */
  readonly tables: readonly SimulatedTable[]
  readonly recorder: Recorder
  readonly faults: Faults
  readonly signal: AbortSignal
  readonly diceOf: (writer: SimulatedWriter) => Dice
  /** Awaited before each step of a writer whose steps are put in an order; undefined where everybody runs free. */
  readonly hold: ((writer: SimulatedWriter, step: string) => Promise<'go' | 'crash'>) | undefined
  /** Numbers the steps of the run, from 1. */
  readonly nextPlace: () => number
  readonly endSession: (pid: number) => Promise<void>
  /** Undefined where nobody may. */
  readonly restartServer: (() => Promise<void>) | undefined
}

/** How one commit of a writer has ended. */
export interface CommitEnding {
  readonly commit: number
  readonly ending: Ending
  readonly version: bigint | null
  readonly attempts: number
  readonly told: string
  /** Milliseconds from its first step to its end. */
  readonly ms: number
}

/** What a writer has come to, as it goes. */
export interface WriterWork {
  readonly endings: CommitEnding[]
  /** Milliseconds in commits, and of those in the step that waits for the lock. */
  busyMs: number
  lockMs: number
  attempts: number
  conflicts: number
}

/** The writer's program has ended where it stood. */
export class ClientCrashed extends Error {
  override readonly name = 'ClientCrashed'
}

export function tableOf({ tables }: Stage, name: string): SimulatedTable {
  const table = tables.find(candidate => candidate.name === name)
  if (table === undefined) throw new Error(`the run has no table ${name}`)
  return table
}
