import { randomUUID } from 'node:crypto'
import { commit } from '../src/main/log/commit.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import type { StrategyName } from '../src/shared/contract/strategy.ts'
import { add, commitInfo, creation, draftOf, newTable } from '../test/drafts.ts'

/** What a number of writers have done in a while. */
export interface LoopResult {
  /** Milliseconds that each commit took, from its first attempt to its success. */
  readonly latenciesMs: readonly number[]
  readonly elapsedMs: number
  readonly perWriter: readonly number[]
  /** Attempts that were lost to another writer. */
  readonly conflicts: number
}

type Loop = (writer: number) => Promise<{ conflicts: number }>

/**
 * One-file commits to one table, or each writer to a table of its own, by the writer of this program. Each commit has drawn
 * the version that it wants, as an ingest that numbers its commits does; one that comes too early comes again.
 */
export async function commitLoop(
  database: Database,
  { writers, ms, ownTables = false, strategy }: LoopWish & { readonly strategy?: StrategyName },
): Promise<LoopResult> {
  const tables = await Promise.all(Array.from({ length: ownTables ? writers : 1 }, () => createdTable(database)))
  const tickets = new Map(tables.map(tableId => [tableId, 1n]))
  return run(writers, ms, async writer => {
    const tableId = tables[writer % tables.length] ?? ''
    const version = tickets.get(tableId) ?? 1n
    tickets.set(tableId, version + 1n)
    for (let conflicts = 0; ; conflicts++) {
      const outcome = await commit(database, draftOf(tableId, version, [commitInfo, add(randomUUID())]), { strategy })
      if (outcome.kind === 'committed') return { conflicts }
      const isEarly = outcome.kind === 'version-conflict' && outcome.actual < version
      const isRetryable = outcome.kind === 'database-error' && outcome.retryable
      if (!isEarly && !isRetryable) throw new Error(`the commit was not made: ${outcome.kind}`)
    }
  })
}

export interface LoopWish {
  readonly writers: number
  readonly ms: number
  readonly ownTables?: boolean
}

async function createdTable(database: Database): Promise<string> {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, creation()))
  return tableId
}

/** The smallest transaction that could be a commit: lock a row, insert one, update the first. Nothing is checked. */
export async function bareLoop(database: Database, { writers, ms, ownTables = false }: LoopWish): Promise<LoopResult> {
  await database.pool.query(`
    create table if not exists bare_head (id int primary key, version bigint not null) with (fillfactor = 20);
    create table if not exists bare_ledger (id int, version bigint, body text, primary key (id, version));
    truncate bare_head, bare_ledger;
    insert into bare_head select n, 0 from generate_series(0, ${writers}) n`)
  const body = 'x'.repeat(300)
  return run(writers, ms, async writer => {
    const id = ownTables ? writer : 0
    const client = await database.pool.connect()
    try {
      await client.query('begin')
      const { rows } = await client.query<{ version: bigint }>({
        name: 'bare_lock',
        text: 'select version from bare_head where id = $1 for no key update',
        values: [id],
      })
      const version = (rows[0]?.version ?? 0n) + 1n
      await client.query({
        name: 'bare_insert',
        text: 'insert into bare_ledger values ($1, $2, $3)',
        values: [id, version, body],
      })
      await client.query({
        name: 'bare_update',
        text: 'update bare_head set version = $2 where id = $1',
        values: [id, version],
      })
      await client.query('commit')
    } finally {
      client.release()
    }
    return { conflicts: 0 }
  })
}

async function run(writers: number, ms: number, loop: Loop): Promise<LoopResult> {
  // Connections are opened and statements planned before anything counts.
  await Promise.all(Array.from({ length: writers }, (_, writer) => loop(writer)))
  const latenciesMs: number[] = []
  const perWriter = Array.from({ length: writers }, () => 0)
  let conflicts = 0
  const start = performance.now()
  await Promise.all(
    perWriter.map(async (_, writer) => {
      while (performance.now() - start < ms) {
        const begun = performance.now()
        conflicts += (await loop(writer)).conflicts
        latenciesMs.push(performance.now() - begun)
        perWriter[writer] = (perWriter[writer] ?? 0) + 1
      }
    }),
  )
  return { latenciesMs: latenciesMs.sort((a, b) => a - b), elapsedMs: performance.now() - start, perWriter, conflicts }
}
