import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LOG_FOLDER } from '../delta-log/log-listing.ts'
import type { Database } from '../postgres/connection.ts'
import { readStoredCommits } from '../postgres/stored-commits.ts'
import { commitBytes, commitKey } from './publish-commit.ts'
import { setTarget } from './set-target.ts'

/** So many of the newest versions are behind the one that somebody else has written. */
const BEHIND_VERSIONS = 3n

const FOREIGN_LINES = [
  { commitInfo: { timestamp: 1_771_000_000_000, operation: 'WRITE', engineInfo: 'a job that writes past PostgreSQL' } },
  {
    add: {
      path: 'country=DE/part-00000-written-by-somebody-else.c000.snappy.parquet',
      partitionValues: { country: 'DE' },
      size: 48_213,
      modificationTime: 1_771_000_000_000,
      dataChange: true,
    },
  },
]

/**
 * Mirrors a sample to a folder in which its first versions are published already and one is somebody else's: the publisher
 * finds the divergence and stops there. The folder is made.
 */
export async function mirrorSample(
  database: Database,
  { tableId, head }: { readonly tableId: string; readonly head: bigint },
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(join(folder, LOG_FOLDER), { recursive: true })
  const foreign = head - BEHIND_VERSIONS
  for await (const commit of readStoredCommits(database, tableId, 0n, foreign - 1n)) {
    if (commit.kind !== 'base') await writeFile(join(folder, commitKey(commit.version)), await commitBytes(commit))
  }
  const lines = FOREIGN_LINES.map(line => `${JSON.stringify(line)}\n`)
  await writeFile(join(folder, commitKey(foreign)), lines.join(''))
  const answer = await setTarget(database, { tableId, target: folder }, signal)
  if (answer.kind === 'refused') throw new Error(`the sample could not be mirrored: ${answer.message}`)
}
