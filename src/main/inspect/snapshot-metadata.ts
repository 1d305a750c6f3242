import type { Metadata } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import type { SnapshotHeader } from '../postgres/snapshot.ts'

/** The metadata of a snapshot; undefined where it has none or none that can be read. */
export function metadataOf({ metaData }: Pick<SnapshotHeader, 'metaData'>): Metadata | undefined {
  const parsed = metaData === null ? undefined : parseAction(metaData, 0)
  return parsed?.kind === 'ok' && parsed.value.action.kind === 'metaData' ? parsed.value.action : undefined
}
