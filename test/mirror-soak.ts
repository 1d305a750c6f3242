import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MirrorPublisher } from '../src/main/mirror/publisher.ts'
import { verifyTable } from '../src/main/mirror/verify-table.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { openDatabase } from '../src/main/postgres/connection.ts'
import { startEmbeddedServer } from '../src/main/postgres/embedded/embedded-server.ts'
import { migrate } from '../src/main/postgres/migrate.ts'
import { calls, commitMore, failingStore, mirroredTable, mirrorOf } from './mirrored-table.ts'

export interface SoakOptions {
  readonly seconds: number
  /** Of all calls of the stores. */
  readonly failingPercent: number
  /** Between two commits of one table. */
  readonly pauseMsMax: number
  readonly seed: number
}

export interface SoakReport {
  readonly versions: number
  readonly tables: number
  readonly calls: number
  readonly failed: number
  readonly violations: readonly string[]
}

const TABLES = 3
const CONVERGING_MS_MAX = 10 * 60_000
const FAULTS = ['network', 'throttled', 'other'] as const

/** Commits for a while to tables whose stores keep failing, lets them converge while they still fail, and reads everything. */
export async function mirrorSoak({ seconds, failingPercent, pauseMsMax, seed }: SoakOptions): Promise<SoakReport> {
  const folder = await mkdtemp(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'deltadesk-soak-'))
  await using releases = new AsyncDisposableStack()
  releases.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const server = await startEmbeddedServer({ folder: join(folder, 'server'), log: { info() {}, warn() {} } })
  releases.defer(() => server.stop())
  await migrate(server.config)
  const database = await openDatabase(server.config)
  releases.defer(() => database.close())
  const violations: string[] = []
  const dice = seededDice(seed)
  let failed = 0
  calls.made = 0
  const publisher = new MirrorPublisher({
    database,
    program: 'soak',
    onProblem: problem => violations.push(String(problem)),
    reconcileIntervalMs: 5_000,
    openTarget: target =>
      failingStore(target, () => {
        if (dice() * 100 >= failingPercent) return undefined
        failed++
        return { fault: FAULTS[Math.floor(dice() * FAULTS.length)] ?? 'other', isDone: dice() < 0.5 }
      }),
  })
  releases.defer(() => publisher.close())
  const tables = await Promise.all(Array.from({ length: TABLES }, () => mirroredTable(database, folder, 1)))
  const end = Date.now() + seconds * 1000
  const versions = await Promise.all(
    tables.map(({ tableId }) => commitUntil(database, tableId, end, () => dice() * pauseMsMax)),
  )
  for (const [index, { tableId }] of tables.entries()) {
    violations.push(...(await judge(database, tableId, (versions[index] ?? 0) - 1)))
  }
  const sum = versions.reduce((all, one) => all + one, 0)
  return { versions: sum, tables: TABLES, calls: calls.made, failed, violations }
}

async function commitUntil(database: Database, tableId: string, end: number, pauseMs: () => number): Promise<number> {
  let version = 1
  for (; Date.now() < end; version++) {
    await commitMore(database, tableId, version, 1)
    await sleep(pauseMs())
  }
  return version
}

async function judge(database: Database, tableId: string, head: number): Promise<string[]> {
  for (const deadline = Date.now() + CONVERGING_MS_MAX; ; await sleep(100)) {
    const { published, state, reason } = await mirrorOf(database, tableId)
    if (published === BigInt(head)) break
    if (state !== 'active') return [`${tableId} is ${state}: ${reason}`]
    if (Date.now() > deadline) return [`${tableId} stands at ${published} of ${head}`]
  }
  const violations: string[] = []
  const request = { tableId, level: 'full', repair: false } as const
  for await (const { findings, counts, isDone } of verifyTable(database, request, new AbortController().signal)) {
    if (!isDone) continue
    violations.push(...findings.map(({ message }) => `${tableId}: ${message}`))
    if (counts.identical !== head + 1) violations.push(`${tableId}: ${counts.identical} of ${head + 1} are identical`)
  }
  return violations
}

/** The same numbers for the same seed (mulberry32). */
function seededDice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
