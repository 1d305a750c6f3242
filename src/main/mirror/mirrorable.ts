import { parseAction } from '../../shared/delta/parse-action.ts'
import { canRead } from '../../shared/delta/protocol-access.ts'
import { supportedFeatures } from '../../shared/delta/protocol-features.ts'
import type { Database } from '../postgres/connection.ts'
import type { Mirror } from '../postgres/mirrors.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'

/** Who supports one of these decides elsewhere what is committed; files that can be read by path would go behind it. */
const CATALOG_FEATURES: ReadonlySet<string> = new Set([
  'catalogManaged',
  'catalogOwned',
  'catalogOwned-preview',
  'managedCommit',
  'coordinatedCommits',
  'coordinatedCommits-preview',
])

/** Why a table must not be mirrored to readers of paths, as it stands at its head; undefined where it may be. */
export async function mirrorRefusal(
  database: Database,
  { tableId, head, restriction }: Pick<Mirror, 'tableId' | 'head' | 'restriction'>,
): Promise<string | undefined> {
  if (restriction === 'importing') return 'The table is being imported: it is mirrored once its import is complete.'
  if (restriction !== null) return 'The table is for inspection only: its log is broken, or not what its source says.'
  return featureRefusal(database, tableId, head)
}

/** Which feature of a table at a version forbids to mirror it to readers of paths; undefined where none does. */
export async function featureRefusal(database: Database, tableId: string, head: bigint): Promise<string | undefined> {
  if (head < 0n) return undefined
  const line = (await readSnapshotHeader(database, tableId, head))?.protocol
  const parsed = line ? parseAction(line, 0) : undefined
  if (parsed?.kind !== 'ok' || parsed.value.action.kind !== 'protocol') {
    return `Version ${head} has no protocol that can be read.`
  }
  const protocol = parsed.value.action
  const managed = supportedFeatures(protocol).find(({ name }) => CATALOG_FEATURES.has(name))
  if (managed) return `The table supports ${managed.name}: a catalog serves its commits, and paths must not.`
  const reading = canRead(protocol)
  if (reading.kind === 'refused') return reading.reasons.map(({ message }) => message).join(' ')
  const unknown = supportedFeatures(protocol).find(({ known }) => known === undefined)
  if (unknown) return `The feature ${JSON.stringify(unknown.name)} is not known to this program.`
  return undefined
}
