import type { DivergenceView } from '../../shared/contract/mirrors.ts'
import { DIVERGENCE_CHARACTERS_MAX, MIRRORED_FILE_BYTES_MAX } from '../../shared/mirror-limits.ts'
import { getObject } from '../object-store/get-object.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import type { WritableStore } from '../object-store/writable-store.ts'
import type { Database } from '../postgres/connection.ts'
import { readMirrors } from '../postgres/mirrors.ts'
import { readStoredCommits } from '../postgres/stored-commits.ts'
import { listCommits } from './look-ahead.ts'
import { openTarget } from './open-target.ts'
import { commitBytes, commitKey } from './publish-commit.ts'

/** Both sides of what stopped a mirror; undefined where nothing has. Throws an ObjectFailure where the target fails. */
export async function showDivergence(
  database: Database,
  tableId: string,
  signal: AbortSignal,
): Promise<DivergenceView | undefined> {
  const [mirror] = await readMirrors(database, tableId)
  if (mirror === undefined || mirror.divergenceVersion === null || mirror.divergenceKind === null) return undefined
  const version = mirror.divergenceVersion
  await using store = await openTarget(mirror.target)
  const [ours, theirs] = [await readOurs(database, tableId, version), await readTheirs(store, version)]
  const found = await listCommits(store, -1n, signal)
  return {
    ...{ version, kind: mirror.divergenceKind, target: mirror.target },
    ours: cut(ours),
    theirs: cut(theirs),
    isCut: [ours, theirs].some(text => (text?.length ?? 0) > DIVERGENCE_CHARACTERS_MAX),
    targetHead: [...found.keys()].reduce((newest, at) => (at > newest ? at : newest), -1n),
  }
}

async function readOurs(database: Database, tableId: string, version: bigint): Promise<string | null> {
  for await (const commit of readStoredCommits(database, tableId, version, version, { paged: true })) {
    return shown(await commitBytes(commit))
  }
  return null
}

async function readTheirs(store: WritableStore, version: bigint): Promise<string | null> {
  try {
    const { bytes } = await getObject(store, commitKey(version), MIRRORED_FILE_BYTES_MAX)
    return shown(bytes)
  } catch (error) {
    if (error instanceof ObjectFailure && error.kind === 'absent') return null
    throw error
  }
}

/** So much of a commit that it is known whether it has to be cut. */
function shown(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, DIVERGENCE_CHARACTERS_MAX * 4 + 4)).toString('utf8')
}

function cut(text: string | null): string | null {
  return text === null ? null : text.slice(0, DIVERGENCE_CHARACTERS_MAX)
}
