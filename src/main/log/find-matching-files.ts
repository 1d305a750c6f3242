import type { Version } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { type Filter, pruneFile } from '../../shared/delta/prune.ts'
import type { MatchingFile } from '../../shared/delta/templates/remove-matching.ts'
import type { Database } from '../postgres/connection.ts'
import { scanLiveFiles } from '../postgres/scan-live-files.ts'
import { readFilesAt } from '../postgres/snapshot-files.ts'

export interface MatchingRequest {
  readonly tableId: string
  readonly version: Version
  readonly filter: Filter
  readonly limit: number
}

/**
 * Live files of a version of which rows may match: every live file's partition and statistics are looked at, and only those
 * that match are read whole. Undefined where there are more than `limit`.
 */
export async function findMatchingFiles(
  database: Database,
  { tableId, version, filter, limit }: MatchingRequest,
  signal: AbortSignal,
): Promise<MatchingFile[] | undefined> {
  const found: MatchingFile[] = []
  for await (const batch of scanLiveFiles(database, { tableId, version }, signal)) {
    const kept = batch.flatMap(file => {
      const verdict = pruneFile(filter, file)
      return verdict.kind === 'kept' ? [{ version: file.version, ordinal: file.ordinal, matches: verdict.matches }] : []
    })
    if (found.length + kept.length > limit) return undefined
    if (kept.length === 0) continue
    const lines = await readFilesAt(database, tableId, kept)
    for (const [index, { line }] of lines.entries()) {
      const parsed = parseAction(line, 0)
      const matches = kept[index]?.matches
      if (parsed.kind === 'ok' && parsed.value.action.kind === 'add' && matches) {
        found.push({ add: parsed.value.action, matches })
      }
    }
  }
  return found
}
