import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Database } from './connection.ts'
import { sqlStateOf } from './sqlstate.ts'
import { withConnection } from './transaction.ts'

/** What a program that is not ours wants to write: some files in each of some tables, in one transaction. */
export interface ForeignWish {
  readonly commitIds: readonly string[]
  /** Locked and written in this order. */
  readonly tableIds: readonly string[]
  readonly paths: readonly string[]
  /** As JSON: `{"part":"DE"}`. */
  readonly partitionValues: string
  /** `blind`: takes its snapshot before it waits. `careless`: waits for nobody. */
  readonly manner: 'careful' | 'blind' | 'careless'
}

export type ForeignOutcome =
  | { readonly kind: 'committed'; readonly versions: readonly bigint[] }
  | { readonly kind: 'failed'; readonly sqlState: string | undefined; readonly message: string }
  /** The connection died after COMMIT was sent. */
  | { readonly kind: 'unknown'; readonly message: string }

export type ForeignStep = 'lock' | 'check' | 'insert' | 'record' | 'commit'

/** The size of each file that a foreign writer adds. */
export const FOREIGN_FILE_BYTES = 500

/** Writes as a program does that knows the tables and none of this program's code. `onStep` is awaited before each step. */
export async function foreignCommit(
  database: Database,
  wish: ForeignWish,
  onStep: (step: ForeignStep) => Promise<void>,
): Promise<ForeignOutcome> {
  let commitSent = false
  try {
    const versions = await withConnection(database, async client => {
      await client.query(wish.manner === 'blind' ? 'begin isolation level repeatable read' : 'begin')
      const written: bigint[] = []
      for (const [index, tableId] of wish.tableIds.entries()) {
        written.push(await writeOne(client, wish, tableId, wish.commitIds[index] ?? randomUUID(), onStep))
      }
      await onStep('commit')
      commitSent = true
      const { command } = await client.query('commit')
      if (command !== 'COMMIT') throw new Error('COMMIT was answered with ROLLBACK')
      return written
    })
    return { kind: 'committed', versions }
  } catch (error) {
    const sqlState = sqlStateOf(error)
    if (sqlState === undefined && !(error instanceof Error)) throw error
    const message = error instanceof Error ? error.message : String(error)
    if (sqlState === undefined && !/connection|terminated|socket/i.test(message)) throw error
    return commitSent && sqlState === undefined ? { kind: 'unknown', message } : { kind: 'failed', sqlState, message }
  }
}

async function writeOne(
  client: pg.ClientBase,
  { paths, partitionValues, manner }: ForeignWish,
  tableId: string,
  commitId: string,
  onStep: (step: ForeignStep) => Promise<void>,
): Promise<bigint> {
  const lock = async () => {
    await onStep('lock')
    await client.query('select from dl_tables where table_id = $1 for update', [tableId])
  }
  if (manner === 'careful') await lock()
  await onStep('check')
  const { rows } = await client.query<{ version: bigint }>(
    'select current_version + 1 as version from dl_tables where table_id = $1',
    [tableId],
  )
  const version = rows[0]?.version ?? 0n
  if (manner === 'blind') await lock()
  await onStep('insert')
  await client.query(
    `insert into dl_add_files (table_id, version, ordinal, file_key, path, partition_values, size, modification_time, data_change)
       select $1, $2, ordinality - 1, md5(path)::uuid, path, $4::jsonb, ${FOREIGN_FILE_BYTES}, 0, true
         from unnest($3::text[]) with ordinality p (path)`,
    [tableId, version, paths, partitionValues],
  )
  await onStep('record')
  await client.query(
    `with head as (update dl_tables set current_version = $2 where table_id = $1 returning 1)
     insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, num_adds,
         files_added, bytes_added, total_files, total_bytes, metadata_version, protocol_version)
       select $1, $2, $3, greatest(clock_timestamp(), p.committed_at + interval '1 millisecond'), 'FOREIGN', $4::int4, $4::int4,
           $4::int4, $4::int4 * ${FOREIGN_FILE_BYTES}, p.total_files + $4::int4, p.total_bytes + $4::int4 * ${FOREIGN_FILE_BYTES},
           p.metadata_version, p.protocol_version
         from head, dl_table_versions p where p.table_id = $1 and p.version = $2::int8 - 1`,
    [tableId, version, commitId, paths.length],
  )
  return version
}
