import { setTimeout as sleep } from 'node:timers/promises'
import { commit } from '../../src/main/log/commit.ts'
import { resolve } from '../../src/main/log/resolve.ts'
import type { Database } from '../../src/main/postgres/connection.ts'
import { readTableRecord } from '../../src/main/postgres/table-record.ts'
import { type Dice, seededDice } from '../../src/shared/scenario/seeded-dice.ts'
import { judge } from '../../src/shared/simulation/judge.ts'
import type { Claim, Violation } from '../../src/shared/simulation/table-record.ts'
import { creation, draftOf, newTable } from '../drafts.ts'
import { startTortureServer, type TortureServer } from './torture-server.ts'
import { runWriter, type TortureRun } from './torture-writer.ts'

export interface TortureOptions {
  readonly seconds: number
  readonly seed: number
  readonly writers: number
  readonly tables: number
  /** Seconds between two kills of the server. */
  readonly killSeconds: number
  /** Milliseconds between two other faults, at most. */
  readonly faultMs: number
  readonly onProgress?: (line: string) => void
}

export interface TortureReport {
  readonly seed: number
  readonly versions: number
  /** How often writers were told what. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly kills: number
  readonly faults: number
  readonly violations: readonly Violation[]
  /** Tables that did not take a commit once the faults were over. */
  readonly stuck: readonly string[]
}

/**
 * Many writers on few tables, by every strategy, while connections are cut, backends end and the server is killed; then
 * the judge looks at what is left. The seed decides what is tried, not how the machine interleaves it.
 */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  const { seconds, seed, writers, onProgress } = options
  const server = await startTortureServer()
  try {
    const tables = await makeTables(server.database, options.tables)
    const end = Date.now() + seconds * 1000
    const run: TortureRun = {
      database: faulty => (faulty ? server.way.database : server.database),
      tables,
      claims: new Map(),
      outcomes: new Map(),
      isOver: () => Date.now() > end,
    }
    const chaos = breakThings(server, run, seededDice(seed), options)
    await Promise.all(
      Array.from({ length: writers }, (_, index) => runWriter(run, `w${index}`, seededDice(seed * 1_000 + index))),
    )
    const { kills, faults } = await chaos
    onProgress?.(`the faults are over: ${kills} kills, ${faults} faults; judging`)
    const stuck = await findStuck(server.database, tables)
    await settleUnknown(server.database, run.claims)
    const { violations, versions } = await judgeAll(server.database, tables, [...run.claims.values()])
    return { seed, versions, outcomes: Object.fromEntries(run.outcomes), kills, faults, violations, stuck }
  } finally {
    await server.close()
  }
}

async function makeTables(database: Database, count: number): Promise<string[]> {
  const tables: string[] = []
  for (let index = 0; index < count; index++) {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, creation()))
    tables.push(tableId)
  }
  return tables
}

const COMMIT_FAULTS = [
  { kind: 'lost' },
  { kind: 'answer-lost' },
  { kind: 'delayed', delayMs: 200 },
  { kind: 'slow', delayMs: 50 },
  { kind: 'pass' },
] as const

async function breakThings(
  server: TortureServer,
  run: TortureRun,
  dice: Dice,
  { killSeconds, faultMs }: TortureOptions,
): Promise<{ kills: number; faults: number }> {
  let [kills, faults] = [0, 0]
  let nextKill = Date.now() + killSeconds * 1000
  while (!run.isOver()) {
    await sleep(20 + dice(faultMs))
    faults += 1
    if (Date.now() > nextKill) {
      kills += 1
      await server.killAndRestart()
      nextKill = Date.now() + killSeconds * 1000
    } else if (dice(3) === 0) await endBackend(server.database)
    else if (dice(2) === 0)
      server.way.faultPoint = dice(2) === 0 ? { afterMessages: dice(60) } : { afterStatements: dice(30) }
    else server.way.fault = COMMIT_FAULTS[dice(COMMIT_FAULTS.length)] ?? { kind: 'pass' }
    // Long enough to be met by commits under way; a way that stays cut would only turn writers off.
    await sleep(dice(100))
    server.way.fault = { kind: 'pass' }
    server.way.faultPoint = undefined
  }
  return { kills, faults }
}

/** Ends whoever is in a transaction right now; a fault that cannot be made is none. */
async function endBackend(database: Database): Promise<void> {
  await database.pool
    .query(
      `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
         order by random() limit 1`,
    )
    .catch(() => {})
}

/** Liveness: without faults every table takes the next commit at once. */
async function findStuck(database: Database, tables: readonly string[]): Promise<string[]> {
  const stuck: string[] = []
  for (const tableId of tables) {
    const record = await readTableRecord(database, tableId)
    const draft = draftOf(tableId, (record?.head ?? -1n) + 1n, creation({ note: 'alive' }))
    const outcome = await commit(database, draft)
    if (outcome.kind !== 'committed') stuck.push(`${tableId}: ${JSON.stringify(outcome, printBigint)}`)
  }
  return stuck
}

function printBigint(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** Asks the log about every draft whose last word was `unknown`; its answer is then held against the log like any other. */
async function settleUnknown(database: Database, claims: Map<string, Claim>): Promise<void> {
  for (const claim of claims.values()) {
    if (claim.told.kind !== 'unknown') continue
    const fate = await resolve(database, claim)
    if (fate.kind === 'committed') claims.set(claim.commitId, { ...claim, told: fate })
    if (fate.kind === 'not-committed') claims.set(claim.commitId, { ...claim, told: { kind: 'not-committed' } })
  }
}

async function judgeAll(
  database: Database,
  tables: readonly string[],
  claims: readonly Claim[],
): Promise<{ violations: Violation[]; versions: number }> {
  const violations: Violation[] = []
  let versions = 0
  for (const tableId of tables) {
    const record = await readTableRecord(database, tableId)
    if (record === undefined) throw new Error(`the table ${tableId} is gone`)
    versions += record.versions.length
    violations.push(...judge(record, claims))
  }
  return { violations, versions }
}
