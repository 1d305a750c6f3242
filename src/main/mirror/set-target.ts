import type { SetTargetAnswer } from '../../shared/contract/mirrors.ts'
import { parseLogName } from '../../shared/delta/log-names.ts'
import { MIRRORED_FILE_BYTES_MAX } from '../../shared/mirror-limits.ts'
import { LOG_FOLDER } from '../delta-log/log-listing.ts'
import { getObject } from '../object-store/get-object.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import type { WritableStore } from '../object-store/writable-store.ts'
import type { Database } from '../postgres/connection.ts'
import { readHeadVersion } from '../postgres/head-version.ts'
import { setMirrorTarget } from '../postgres/mirrors.ts'
import { readStoredCommits } from '../postgres/stored-commits.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { listCommits } from './look-ahead.ts'
import { featureRefusal } from './mirrorable.ts'
import { openTarget, prepareTarget } from './open-target.ts'
import { commitBytes, commitKey } from './publish-commit.ts'

/** Mirrors a table to a folder or a place in a store, unless that cannot be one, holds the log of another table, or paths must not serve the table. */
export async function setTarget(
  database: Database,
  { tableId, target }: { readonly tableId: string; readonly target: string },
  signal: AbortSignal,
): Promise<SetTargetAnswer> {
  try {
    const head = await readHeadVersion(database, tableId)
    if (head === undefined) return { kind: 'refused', message: 'There is no such table.' }
    const refusal = await featureRefusal(database, tableId, head)
    if (refusal) return { kind: 'refused', message: refusal }
    const folder = await prepareTarget(target, signal)
    const foreign = await foreignLog(database, tableId, folder, signal)
    if (foreign) return { kind: 'refused', message: foreign }
    const set = await inTransaction(database, client => setMirrorTarget(client, tableId, folder))
    switch (set.kind) {
      case 'set':
        return { kind: 'set', target: folder }
      case 'taken':
        return { kind: 'refused', message: `${folder} is the target of ${set.table} already.` }
      case 'no-table':
        return { kind: 'refused', message: 'There is no such table.' }
    }
  } catch (error) {
    if (error instanceof ObjectFailure) return { kind: 'refused', message: error.message }
    throw error
  }
}

/** What says that the log in a folder is not the table's: its oldest commit file is another one than was committed here. */
async function foreignLog(
  database: Database,
  tableId: string,
  folder: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  await using store = await openTarget(folder)
  const versions = [...(await listCommits(store, -1n, signal)).keys()]
  const oldest = versions.sort((a, b) => (a < b ? -1 : 1))
  for await (const commit of readStoredCommits(database, tableId, 0n, oldest.at(-1) ?? -1n, { paged: true })) {
    if (commit.kind === 'base' || !versions.includes(commit.version)) continue
    const found = await getObject(store, commitKey(commit.version), MIRRORED_FILE_BYTES_MAX)
    if (Buffer.from(found.bytes).equals(await commitBytes(commit))) return undefined
    return `${folder} holds the log of another table: version ${commit.version} differs from what was committed here.`
  }
  if (versions.length > 0) return `${folder} holds the log of another table: none of its versions was committed here.`
  for await (const { kind } of readStoredCommits(database, tableId, 0n, 0n)) {
    const other = kind === 'commit' ? await anyLogFile(store, signal) : undefined
    if (other) return `${folder} holds ${other} and no commit: nobody can tell whose log that is.`
  }
  return undefined
}

async function anyLogFile(store: WritableStore, signal: AbortSignal): Promise<string | undefined> {
  for await (const batch of store.listStats(LOG_FOLDER, '', signal)) {
    const found = batch.find(({ name }) => parseLogName(name) !== undefined)
    if (found) return found.name
  }
  return undefined
}
