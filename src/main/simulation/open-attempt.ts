import { randomUUID } from 'node:crypto'
import type { Draft } from '../../shared/contract/schemas.ts'
import type { IsolationLevel } from '../../shared/delta/isolation.ts'
import { parsePredicate } from '../../shared/delta/parse-predicate.ts'
import type { ReadSet } from '../../shared/delta/read-set.ts'
import { diceUuid } from '../../shared/scenario/seeded-dice.ts'
import type { AttemptRecord } from '../../shared/simulation/history.ts'
import type { TableNow } from '../postgres/look-at-table-now.ts'
import type { SimulatedWriter } from './lab.ts'
import type { PlannedDraft } from './plan-draft.ts'
import type { SimulatedTable } from './simulated-table.ts'
import type { Stage } from './stage.ts'
import type { Standing, Steps } from './take-step.ts'

/** A draft on its way: sent once or more, until its writer knows what became of it or gives it up. */
export interface OpenAttempt {
  readonly table: SimulatedTable
  readonly operation: string
  draft: Draft
  /** The last word that the writer had. */
  told: AttemptRecord['told']
  crash(): void
  record(): AttemptRecord
}

export interface NewAttempt {
  readonly stage: Stage
  readonly writer: SimulatedWriter
  readonly standing: Standing
  readonly steps: Steps
  readonly table: SimulatedTable
  readonly now: TableNow
  readonly planned: Extract<PlannedDraft, { kind: 'draft' }>
}

export function openAttempt({ stage, writer, standing, steps, table, now, planned }: NewAttempt): OpenAttempt {
  const { spec, name } = writer
  const { operation, dependsOn, declares } = planned
  const { commit, attempt } = standing
  // A real table must never meet an id again; a table of the run's own is new each time.
  const commitId = table.base.length === 0 ? randomUUID() : diceUuid(stage.diceOf(writer))
  const level: IsolationLevel = spec.isolation ?? table.level
  const beganMs = stage.recorder.now()
  const places = steps.places
  const open: OpenAttempt = {
    table,
    operation,
    draft: {
      ...{ tableId: table.tableId, commitId, readVersion: now.version, expectedVersion: now.version + 1n },
      ...{ actions: planned.actions, operation, committer: name, reads: declares },
      ...(spec.isolation !== null && { isolationLevel: spec.isolation }),
    },
    told: { kind: 'not-committed' },
    crash() {
      // It was told nothing, and had sent its draft on its way perhaps.
      if (open.told.kind === 'not-committed') open.told = { kind: 'unknown' }
    },
    record: () => ({
      ...{ writer: name, commit, attempt, tableId: table.tableId, commitId, operation, level },
      ...{ madeOn: now.version, wanted: open.draft.expectedVersion, actions: open.draft.actions },
      ...{ dependsOn: readSetOf(dependsOn), steps: places, told: open.told },
      ...{ beganMs, endedMs: stage.recorder.now() },
    }),
  }
  return open
}

function readSetOf({ wholeTable, scans, files, appIds }: PlannedDraftReads): ReadSet {
  const predicates = scans.flatMap(scan => {
    const parsed = parsePredicate(scan)
    return parsed.kind === 'ok' ? [parsed.value] : []
  })
  const unreadable = predicates.length < scans.length
  return { wholeTable: wholeTable || unreadable, scans: predicates, files: new Set(files), appIds: new Set(appIds) }
}

type PlannedDraftReads = Extract<PlannedDraft, { kind: 'draft' }>['dependsOn']
