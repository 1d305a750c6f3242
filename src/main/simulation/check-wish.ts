import type { Estimate, RunWish } from '../../shared/contract/simulations.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { checkScenario } from '../../shared/scenario/check-scenario.ts'
import { planExploration } from '../../shared/scenario/plan-exploration.ts'
import { eachWriter } from '../../shared/scenario/writer-names.ts'
import type { Database } from '../postgres/connection.ts'
import { lookAtTableNow } from '../postgres/look-at-table-now.ts'
import { countFreeConnections, findSchemaNotAllowed } from '../postgres/simulation-schema.ts'
import { getTable } from '../postgres/tables.ts'
import { connectionsOf } from './lab.ts'
import type { SimulatedTable } from './simulated-table.ts'

/** What the connection allows. */
export interface SimulationPolicy {
  /** Marked as production by its owner: no run writes to its real tables. */
  readonly isProduction: boolean
  readonly isReadOnly: boolean
  /** Crashes the server so that it comes back by itself; undefined where the server is not ours to crash. */
  readonly restartServer: (() => Promise<void>) | undefined
  /** A schedule in which nobody has moved for so long is given up; the limit of the program where undefined. */
  readonly stallMs?: number | undefined
}

type Refusal = NonNullable<Estimate['refusal']>

/** Why a run may not begin, with what would help; undefined where it may. */
export async function refusalOf(
  database: Database,
  policy: SimulationPolicy,
  wish: RunWish,
): Promise<Refusal | undefined> {
  const { scenario, mode, realTable } = wish
  const [problem] = checkScenario(mode.kind === 'matrix' ? scenario : { ...scenario, run: mode })
  if (problem) return { reason: problem.message, remedy: null }
  if (policy.isReadOnly) return { reason: 'This connection is open for reading only.', remedy: 'Open it for writing.' }
  if (scenario.faults.some(({ kind }) => kind === 'restart-server') && policy.restartServer === undefined) {
    const remedy = 'Run it on the embedded server of Deltadesk.'
    return { reason: 'The scenario crashes the server, and this server is not ours to crash.', remedy }
  }
  if (realTable) return refusalOfReal(database, policy, wish, realTable)
  const forbidden = await findSchemaNotAllowed(database)
  if (forbidden) return { reason: forbidden.message, remedy: forbidden.grant }
  const free = await countFreeConnections(database)
  const needed = connectionsOf(scenario)
  if (free !== null && needed > free) {
    const remedy = 'Take fewer writers, close other programs, or raise max_connections.'
    return { reason: `The run needs ${needed} connections, and the server has ${free} left.`, remedy }
  }
  return undefined
}

async function refusalOfReal(
  database: Database,
  policy: SimulationPolicy,
  { scenario, mode }: RunWish,
  { name, typed }: NonNullable<RunWish['realTable']>,
): Promise<Refusal | undefined> {
  if (policy.isProduction) {
    const remedy = 'Leave the table out: the run then makes a schema of its own.'
    return { reason: 'This connection is marked as production: no simulation writes to its tables.', remedy }
  }
  if (typed !== name) {
    return { reason: 'The name that was typed is not the name of the table.', remedy: `Type ${name} to go on.` }
  }
  if (mode.kind === 'explore' || mode.kind === 'matrix') {
    return {
      reason: 'An exploration needs a new table for each order of steps.',
      remedy: 'Run it free, or one schedule.',
    }
  }
  if (
    !scenario.guards ||
    scenario.strategy === 'unprotected' ||
    scenario.writers.some(one => one.strategy === 'unprotected')
  ) {
    return { reason: 'Writers without protection never write to a real table.', remedy: null }
  }
  if (scenario.tables.length > 1) {
    return { reason: 'A run against a real table has that one table.', remedy: null }
  }
  const table = await getTable(database, name)
  if (table === undefined) return { reason: `There is no table ${JSON.stringify(name)}.`, remedy: null }
  if (table.restriction !== null) return { reason: `The table ${name} takes no commits.`, remedy: null }
  return undefined
}

/** A real table as writers know it; undefined where it is gone. */
export async function realTableOf(database: Database, name: string): Promise<SimulatedTable | undefined> {
  const table = await getTable(database, name)
  if (table === undefined) return undefined
  const { tableId } = table
  const now = await lookAtTableNow(database, { tableId, files: 1, partition: null, app: null })
  const metadata = now?.metaData === undefined || now.metaData === null ? undefined : parseAction(now.metaData, 0)
  const action = metadata?.kind === 'ok' ? metadata.value.action : undefined
  const columns = action?.kind === 'metaData' ? action.partitionColumns : []
  const level = action?.kind === 'metaData' ? action.configuration.get('delta.isolationLevel') : undefined
  const first = now?.files[0] === undefined ? undefined : parseAction(now.files[0], 0)
  const add = first?.kind === 'ok' && first.value.action.kind === 'add' ? first.value.action : undefined
  const value = columns[0] === undefined ? undefined : add?.partitionValues.get(columns[0])
  return {
    ...{ name, tableId, base: [], partitions: typeof value === 'string' ? [value] : [] },
    partitionColumn: columns.length === 1 ? (columns[0] ?? null) : null,
    level: level === 'WriteSerializable' ? 'WriteSerializable' : 'Serializable',
  }
}

/** A schedule of this many steps took so long on the machine that this was written on; runs before it are asked first. */
const STEP_MS = 2

/** What a run would take, before it begins. `msPerRun`: of explorations of the same scenario before. */
export async function estimateRun(
  database: Database,
  policy: SimulationPolicy,
  wish: RunWish,
  msPerRun: number | undefined,
): Promise<Estimate> {
  const { scenario, mode } = wish
  const run = mode.kind === 'matrix' ? scenario.run : mode
  const cells = mode.kind === 'matrix' ? mode.strategies.length * mode.levels.length : 1
  const writers = eachWriter(scenario).length
  const refusal = (await refusalOf(database, policy, wish)) ?? null
  const common = {
    writers,
    connections: connectionsOf(scenario),
    connectionsFree: await countFreeConnections(database),
  }
  if (run.kind !== 'explore') {
    const ms = run.kind === 'free' ? run.seconds * 1_000 * cells : null
    return { ...common, orders: null, distinct: null, runs: cells, isSampled: false, ms, refusal }
  }
  if (refusal?.reason !== undefined && writers > EXPLORED_WRITERS_MAX) {
    return { ...common, orders: null, distinct: null, runs: null, isSampled: false, ms: null, refusal }
  }
  const { orders, distinct, runs, isSampled } = planExploration(scenario, run)
  const steps = scenario.writers.reduce((sum, { commits, count }) => sum + commits * count * 6, 0)
  return { ...common, orders, distinct, runs, isSampled, ms: runs * cells * (msPerRun ?? steps * STEP_MS), refusal }
}

const EXPLORED_WRITERS_MAX = 8
