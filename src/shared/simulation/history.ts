import type { IsolationLevel } from '../delta/isolation.ts'
import type { ReadSet } from '../delta/read-set.ts'
import type { Claim } from './table-record.ts'

/** What the writers of a run did and were told, as they tell it; the judge holds it against the database. */
export interface RunHistory {
  readonly tables: readonly TableHistory[]
  readonly attempts: readonly AttemptRecord[]
  readonly reads: readonly ReadRecord[]
}

/** A table as the run began. */
export interface TableHistory {
  readonly tableId: string
  readonly name: string
  /** Its commits up to then, as Delta JSON; their versions are 0, 1, 2 ... Empty where they are not known. */
  readonly base: readonly string[]
}

/** One draft and what became of it. A draft that was sent several times is one attempt with the last answer. */
export interface AttemptRecord {
  readonly writer: string
  /** Which of the writer's commits, from 1, and the how-manieth attempt at it. */
  readonly commit: number
  readonly attempt: number
  readonly tableId: string
  readonly commitId: string
  readonly operation: string
  /** The version that its author had seen when it was made. */
  readonly madeOn: bigint
  /** The version that it wanted to become. */
  readonly wanted: bigint
  /** Delta JSON, one action a line. */
  readonly actions: string
  /** What it depends on, whatever its author declared. */
  readonly dependsOn: ReadSet
  readonly level: IsolationLevel
  /** Its steps, by their places among all steps of the run; empty where they were not written down. */
  readonly steps: readonly { readonly step: string; readonly place: number }[]
  readonly told: Claim['told']
  /** Milliseconds since the run began: when it was made, and when its last word came. */
  readonly beganMs: number
  readonly endedMs: number
}

/** One look at a table. */
export interface ReadRecord {
  readonly writer: string
  readonly tableId: string
  /** The head that it saw. */
  readonly version: bigint
  /** The newest commits that it saw, newest first. */
  readonly tail: readonly { readonly version: bigint; readonly commitId: string }[]
  readonly beganMs: number
  readonly endedMs: number
}
