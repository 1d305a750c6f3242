import type { Scenario, SimulatedStrategy } from '../../shared/contract/scenarios.ts'
import { type Dice, diceUuid } from '../../shared/scenario/seeded-dice.ts'
import { eachWriter } from '../../shared/scenario/writer-names.ts'
import { type CommitOptions, commit } from '../log/commit.ts'
import { licenseUnprotected, type UnprotectedLicense } from '../log/strategies/unprotected.ts'
import { type Database, openDatabase } from '../postgres/connection.ts'
import { makeSimulationSchema, type SimulationSchema } from '../postgres/simulation-schema.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { insertTable } from '../postgres/write-table.ts'
import { type WriterConnection, writerConnection } from '../postgres/writer-connection.ts'
import { cloneLines } from './clone-table.ts'
import type { Author } from './plan-draft.ts'
import { madeTableLines, partitionColumnOf, type SimulatedTable } from './simulated-table.ts'

/** A writer of the run with its own way to the server. */
export interface SimulatedWriter extends Author {
  readonly index: number
  readonly connection: WriterConnection
  readonly strategy: SimulatedStrategy
  readonly commitOptions: Pick<CommitOptions, 'strategy' | 'limits'>
}

/** Everything that runs of one scenario share: a schema of their own, its tables, the writers' connections. */
export interface Lab {
  readonly database: Database
  readonly scenario: Scenario
  readonly writers: readonly SimulatedWriter[]
  /** The tables of one run: made anew each time, but for a real one. */
  makeTables(dice: Dice): Promise<SimulatedTable[]>
  /** The same schema and tables for another cast. */
  recast(scenario: Scenario): Promise<Lab>
  /** Ends every connection and drops the schema. */
  close(): Promise<void>
}

/** Connections beside the writers': looks at waits, makes tables, reads for the judge. */
const OWN_POOL_MAX = 3

/**
 * Opens what a scenario needs on the server of `database`. `realTable`: the run writes to this table of `database`
 * instead, which the caller has made sure of. Throws SchemaNotAllowed.
 */
export async function openLab(
  database: Database,
  scenario: Scenario,
  realTable: SimulatedTable | undefined,
): Promise<Lab> {
  const schema = realTable ? undefined : await makeSimulationSchema(database, scenario)
  try {
    const own = await openDatabase(schema?.config ?? database.config, {
      applicationName: 'deltadesk simulation',
      poolMax: OWN_POOL_MAX,
    })
    const lines = realTable ? new Map<string, readonly object[]>() : await tableLines(database, scenario)
    return castLab({ own, schema, realTable, lines, connections: new Set() }, scenario)
  } catch (error) {
    await schema?.drop()
    throw error
  }
}

/** Connections that a run of the scenario opens at the most. */
export function connectionsOf(scenario: Pick<Scenario, 'writers'>): number {
  return eachWriter(scenario).length + 2 * OWN_POOL_MAX + 1
}

/** What outlives the cast of a lab. */
interface LabGround {
  readonly own: Database
  readonly schema: SimulationSchema | undefined
  readonly realTable: SimulatedTable | undefined
  readonly lines: ReadonlyMap<string, readonly object[]>
  /** Of every cast. */
  readonly connections: Set<WriterConnection>
}

function castLab(ground: LabGround, scenario: Scenario): Lab {
  const { own, schema, realTable, lines, connections } = ground
  const writers = eachWriter(scenario).map(({ name, writer }, index): SimulatedWriter => {
    const connection = writerConnection(own, name)
    connections.add(connection)
    const strategy = writer.strategy ?? scenario.strategy
    return {
      ...{ index, name, connection, strategy },
      spec: realTable ? { ...writer, tables: [realTable.name] } : writer,
      commitOptions: {
        strategy: strategyFor(strategy, connection),
        limits: {
          ...(scenario.lockMs !== null && { lockMs: scenario.lockMs }),
          ...(scenario.statementMs !== null && { statementMs: scenario.statementMs }),
        },
      },
    }
  })
  const closeWriters = async () => {
    const closing = [...connections]
    connections.clear()
    await Promise.all(closing.map(connection => connection.close()))
  }
  return {
    database: own,
    scenario,
    writers,
    async makeTables(dice) {
      if (realTable) return [realTable]
      const tables: SimulatedTable[] = []
      for (const table of scenario.tables) {
        const base = lines.get(table.name) ?? []
        const partitions = table.source.kind === 'made' ? table.source.partitions : []
        const tableId = diceUuid(dice)
        tables.push({
          ...{ name: table.name, tableId, partitions, level: table.isolation },
          partitionColumn: partitionColumnOf(table),
          base: [await makeTable(own, tableId, base, diceUuid(dice))],
        })
      }
      return tables
    },
    async recast(next) {
      await closeWriters()
      return castLab(ground, next)
    },
    async close() {
      try {
        await closeWriters()
        await own.close()
      } finally {
        // A schema that cannot be dropped now stays among the leftovers; what the run has found is not lost with it.
        await schema?.drop().catch(() => {})
      }
    },
  }
}

function strategyFor(strategy: SimulatedStrategy, { database }: WriterConnection): CommitOptions['strategy'] {
  const license: UnprotectedLicense | undefined = strategy === 'unprotected' ? licenseUnprotected(database) : undefined
  return license ?? (strategy === 'unprotected' ? undefined : strategy)
}

async function tableLines(database: Database, { tables }: Scenario): Promise<ReadonlyMap<string, readonly object[]>> {
  const lines = new Map<string, readonly object[]>()
  for (const table of tables) {
    const made = table.source.kind === 'made'
    lines.set(table.name, made ? madeTableLines(table) : await cloneLines(database, table))
  }
  return lines
}

/** Gives the first commit's text back. */
async function makeTable(
  database: Database,
  tableId: string,
  lines: readonly object[],
  commitId: string,
): Promise<string> {
  await inTransaction(database, client => insertTable(client, { tableId, name: tableId, location: null }))
  const actions = lines.map(line => `${JSON.stringify(line)}\n`).join('')
  const draft = { tableId, commitId, readVersion: -1n, expectedVersion: 0n, actions, operation: 'CREATE TABLE' }
  const outcome = await commit(database, draft)
  if (outcome.kind !== 'committed') throw new Error(`a table of the simulation could not be made: ${outcome.kind}`)
  return actions
}
