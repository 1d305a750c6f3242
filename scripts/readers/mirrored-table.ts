import { randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openLog } from '../../src/main/delta-log/open-log.ts'
import { reconstructSnapshot } from '../../src/main/delta-log/reconstruct-snapshot.ts'
import { commit } from '../../src/main/log/commit.ts'
import { makeCheckpoint } from '../../src/main/mirror/checkpoint/make-checkpoint.ts'
import { WritableFolderStore } from '../../src/main/object-store/writable-folder-store.ts'
import type { Database } from '../../src/main/postgres/connection.ts'
import { readStoredCommits } from '../../src/main/postgres/stored-commits.ts'
import { commitFileName, parseLogName } from '../../src/shared/delta/log-names.ts'
import { printCommit } from '../../src/shared/delta/print-action.ts'
import type { Snapshot } from '../../src/shared/delta/snapshot.ts'
import { newTable } from '../../test/drafts.ts'
import type { ShownTable } from './shown-tables.ts'

/** A table in two folders: with its commits alone, and with a checkpoint instead of the commits before its version. */
export interface MirroredTable {
  readonly name: string
  readonly hasData: boolean
  readonly commitsOnly: string
  readonly withCheckpoint: string
  /** By our own reader, from the commits. */
  readonly snapshot: Snapshot
}

const { signal } = new AbortController()

/** Commits a table to PostgreSQL and mirrors it. */
export async function mirrorTable(database: Database, folder: string, table: ShownTable): Promise<MirroredTable> {
  const tableId = await newTable(database)
  for (const [version, lines] of table.commits.entries()) {
    const outcome = await commit(database, {
      tableId,
      commitId: randomUUID(),
      readVersion: BigInt(version) - 1n,
      expectedVersion: BigInt(version),
      actions: lines.map(line => `${JSON.stringify(line)}\n`).join(''),
    })
    if (outcome.kind !== 'committed') throw new Error(`${table.name}, version ${version}: ${JSON.stringify(outcome)}`)
  }
  const path = join(folder, table.name.replaceAll(/\W+/g, '-'))
  await mkdir(path)
  for (const [name, bytes] of table.data ?? []) await writeFile(join(path, name), bytes)
  const head = BigInt(table.commits.length - 1)
  return await publish(database, tableId, head, path, { name: table.name, hasData: table.data !== undefined })
}

/** Writes a table's log beside its data files, and a twin that begins with a checkpoint. */
export async function publish(
  database: Database,
  tableId: string,
  head: bigint,
  path: string,
  { name, hasData }: Pick<MirroredTable, 'name' | 'hasData'>,
): Promise<MirroredTable> {
  const withCheckpoint = `${path}-checkpoint`
  {
    await using store = await WritableFolderStore.open(path)
    for await (const stored of readStoredCommits(database, tableId, 0n, head)) {
      const bytes = new TextEncoder().encode(printCommit(stored))
      await store.createOnly(`_delta_log/${commitFileName(stored.version)}`, bytes, {}, signal)
    }
    await cp(path, withCheckpoint, { recursive: true, preserveTimestamps: true })
  }
  await using store = await WritableFolderStore.open(withCheckpoint)
  const options = { nowMs: BigInt(Date.now()) }
  const outcome = await makeCheckpoint(database, tableId, head, store, options, signal)
  if (outcome.kind !== 'written') throw new Error(`${name}: the checkpoint was ${outcome.kind}`)
  for (const file of await readdir(join(withCheckpoint, '_delta_log'))) {
    const parsed = parseLogName(file)
    if (parsed?.kind === 'commit' && parsed.version < head) await rm(join(withCheckpoint, '_delta_log', file))
  }
  return { name, hasData, commitsOnly: path, withCheckpoint, snapshot: await snapshotOf(path) }
}

async function snapshotOf(path: string): Promise<Snapshot> {
  const opened = await openLog(path, signal)
  if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.problems))
  await using log = opened.log
  const read = await reconstructSnapshot(log, 'head', {}, signal)
  if (read.kind === 'error') throw new Error(read.error.message)
  return read.snapshot
}
