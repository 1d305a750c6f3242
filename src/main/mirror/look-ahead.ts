import { commitFileName, parseLogName } from '../../shared/delta/log-names.ts'
import { LOG_FOLDER } from '../delta-log/log-listing.ts'
import type { ListedStat, WritableStore } from '../object-store/writable-store.ts'
import type { Divergence } from '../postgres/mirrors.ts'

/** The commit files of a target whose versions come after `after`, by version. */
export async function listCommits(
  store: WritableStore,
  after: bigint,
  signal: AbortSignal,
): Promise<Map<bigint, ListedStat>> {
  const found = new Map<bigint, ListedStat>()
  const name = after < 0n ? '' : commitFileName(after)
  for await (const batch of store.listStats(LOG_FOLDER, name, signal)) {
    for (const listed of batch) {
      const log = parseLogName(listed.name)
      if (log?.kind === 'commit' && log.version > after) found.set(log.version, listed)
    }
  }
  return found
}

/**
 * What forbids to go on publishing after `published`: a file beyond the head, or a file after a version that is missing.
 * Files are published in order, so none of these can be ours; a gap is never filled silently.
 */
export async function lookAhead(
  store: WritableStore,
  { published, head }: { readonly published: bigint; readonly head: bigint },
  signal: AbortSignal,
): Promise<Divergence | undefined> {
  const found = [...(await listCommits(store, published, signal)).keys()].sort((a, b) => (a < b ? -1 : 1))
  const [first] = found
  if (first === undefined) return undefined
  const beyond = found.find(version => version > head)
  if (beyond !== undefined) return { version: beyond, kind: 'ahead' }
  const missing = found.findIndex((version, index) => version !== first + BigInt(index))
  if (first > published + 1n) return { version: published + 1n, kind: 'gap' }
  return missing < 0 ? undefined : { version: first + BigInt(missing), kind: 'gap' }
}

/** A divergence in one sentence. */
export function describeDivergence({ version, kind }: Divergence): string {
  const name = commitFileName(version)
  switch (kind) {
    case 'differs':
      return `Another file stands as ${name}: a foreign program wrote it, and it is left as it is.`
    case 'gap':
      return `${name} is missing while a later version stands in the target: it is not filled in silently.`
    case 'ahead':
      return `${name} stands in the target, and the table has no such version: a foreign program committed it, or the server has lost its newest commits (a failover, a restored backup).`
  }
  kind satisfies never
}
