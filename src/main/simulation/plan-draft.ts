import type { ScenarioWriter } from '../../shared/contract/scenarios.ts'
import type { DeclaredReads } from '../../shared/contract/schemas.ts'
import type { Metadata } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import type { LookWish, TableNow } from '../postgres/look-at-table-now.ts'
import { addOf, commitInfoOf, type SimulatedTable } from './simulated-table.ts'

/** A commit as its author makes it from what it has seen. */
export type PlannedDraft =
  | {
      readonly kind: 'draft'
      readonly operation: string
      readonly actions: string
      /** What the commit depends on, and what its author says it does. */
      readonly dependsOn: DeclaredReads
      readonly declares: DeclaredReads
    }
  /** There is nothing to be done, with the reason. */
  | { readonly kind: 'nothing-to-do'; readonly reason: string }

/** Who makes a commit: the writer's own part of the scenario and the name that it has in this run. */
export interface Author {
  readonly name: string
  readonly spec: ScenarioWriter
}

const NOTHING: DeclaredReads = { wholeTable: false, scans: [], files: [], appIds: [] }
const DELETED_AT_MS = 1_700_000_000_001n

/** What the author has to look at before it can make its commit. */
export function lookWishOf({ spec }: Author, table: SimulatedTable): LookWish {
  const { operation, files } = spec
  const partition = partitionOf(spec, table)
  const takesAll = operation === 'overwrite'
  const takesSome = operation === 'delete' || operation === 'compact' || operation === 'upsert'
  return {
    tableId: table.tableId,
    files: takesAll ? FILES_MAX : takesSome ? files : 0,
    partition: spec.partition === null && !takesAll ? null : partition,
    app: operation === 'stream' ? appOf(spec) : null,
  }
}

const FILES_MAX = 10_000

/** Makes the author's commit number `commit`. Files have names that tell who added them and when. */
export function planDraft({ name, spec }: Author, commit: number, table: SimulatedTable, now: TableNow): PlannedDraft {
  const partition = partitionOf(spec, table)
  const values = partition === null ? {} : { [partition.column]: partition.value }
  const added = (count: number, dataChange = true) =>
    Array.from({ length: count }, (_, index) => addOf(`${name}-${commit}-${index + 1}.parquet`, values, dataChange))
  const live = now.files.flatMap(line => {
    const parsed = parseAction(line, 0)
    return parsed.kind === 'ok' && parsed.value.action.kind === 'add' ? [parsed.value.action] : []
  })
  const removed = (dataChange = true) =>
    live.map(({ path, partitionValues, size }) => ({
      remove: {
        ...{ path, deletionTimestamp: Number(DELETED_AT_MS), dataChange, extendedFileMetadata: true },
        ...{ partitionValues: Object.fromEntries(partitionValues), size: Number(size) },
      },
    }))
  const files = live.map(({ path }) => path)
  const scan: DeclaredReads =
    partition === null
      ? { ...NOTHING, wholeTable: true }
      : { ...NOTHING, scans: [`${partition.column} = '${partition.value}'`] }
  const draft = (operation: string, lines: readonly (object | string)[], needs: DeclaredReads): PlannedDraft => {
    const dependsOn = together(needs, declaredBy(spec, NOTHING))
    const declares = declaredBy(spec, needs)
    const hasRead = declares.wholeTable || declares.scans.length > 0 || declares.files.length > 0
    const isBlind = !hasRead && !lines.some(line => typeof line === 'object' && 'remove' in line)
    const all = [commitInfoOf(operation, isBlind), ...lines]
    const actions = all.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
    return { kind: 'draft', operation, actions, dependsOn, declares }
  }
  switch (spec.operation) {
    case 'append':
    case 'together':
    case 'foreign':
    case 'read':
      return draft('WRITE', added(spec.files), NOTHING)
    case 'overwrite':
      return draft('WRITE', [...removed(), ...added(spec.files)], { ...scan, files })
    case 'delete':
      if (live.length === 0) return nothing('there is no file left to delete')
      return draft('DELETE', removed(), { ...(spec.partition === null ? NOTHING : scan), files })
    case 'compact':
      if (live.length < 2) return nothing('there are not two files to compact')
      return draft('OPTIMIZE', [...removed(false), ...added(1, false)], { ...NOTHING, files })
    case 'upsert':
      return draft('MERGE', [...removed(), ...added(Math.max(1, spec.files))], { ...scan, files })
    case 'change-schema': {
      const metadata = metadataOf(now.metaData)
      if (metadata === undefined) return nothing('the table has no metadata to change')
      return draft('SET TBLPROPERTIES', [printAction(noted(metadata, `${name}-${commit}`))], NOTHING)
    }
    case 'stream': {
      if (now.txn !== null && now.txn >= BigInt(commit)) return nothing(`batch ${commit} is in the table already`)
      const appId = appOf(spec)
      const txn = { txn: { appId, version: commit, lastUpdated: Number(DELETED_AT_MS) } }
      return draft('STREAMING UPDATE', [txn, ...added(spec.files)], { ...NOTHING, appIds: [appId] })
    }
  }
}

function nothing(reason: string): PlannedDraft {
  return { kind: 'nothing-to-do', reason }
}

function appOf({ app, name }: ScenarioWriter): string {
  return app ?? name
}

/** Where the author writes: its own partition, else the table's first. */
export function partitionOf(
  { partition }: ScenarioWriter,
  { partitionColumn, partitions }: SimulatedTable,
): { readonly column: string; readonly value: string } | null {
  const value = partition ?? partitions[0]
  return partitionColumn === null || value === undefined ? null : { column: partitionColumn, value }
}

function declaredBy({ reads }: ScenarioWriter, needs: DeclaredReads): DeclaredReads {
  switch (reads.kind) {
    case 'operation':
      return needs
    case 'nothing':
      return NOTHING
    case 'table':
      return { ...needs, wholeTable: true }
    case 'scan':
      return { ...needs, scans: [...needs.scans, reads.predicate] }
  }
}

function together(one: DeclaredReads, other: DeclaredReads): DeclaredReads {
  return {
    wholeTable: one.wholeTable || other.wholeTable,
    scans: [...one.scans, ...other.scans],
    files: [...one.files, ...other.files],
    appIds: [...one.appIds, ...other.appIds],
  }
}

function metadataOf(line: string | null): Metadata | undefined {
  const parsed = line === null ? undefined : parseAction(line, 0)
  return parsed?.kind === 'ok' && parsed.value.action.kind === 'metaData' ? parsed.value.action : undefined
}

function noted(metadata: Metadata, note: string): Metadata {
  return { ...metadata, configuration: new Map([...metadata.configuration, ['simulated.note', note]]) }
}
