import { createHash } from 'node:crypto'
import { readJson } from '../../../shared/delta/json.ts'
import { jsonChecksumText } from '../../../shared/delta/json-checksum.ts'
import { classicCheckpointFileName, parseLogName } from '../../../shared/delta/log-names.ts'
import {
  type CheckpointFile,
  type CheckpointPiece,
  groupCheckpoints,
  isCheckpointName,
} from '../../delta-log/checkpoint-file.ts'
import { LOG_FOLDER } from '../../delta-log/log-listing.ts'
import { readLastCheckpoint } from '../../delta-log/read-last-checkpoint.ts'
import type { WritableStore } from '../../object-store/writable-store.ts'

export const LAST_CHECKPOINT = `${LOG_FOLDER}/_last_checkpoint`

/** What the pointer says of a checkpoint (Delta protocol, "Last Checkpoint File Schema"). */
export interface PointedCheckpoint {
  readonly version: bigint
  /** Rows of all its files. */
  readonly size: number
  readonly sizeInBytes: number
  readonly numOfAddFiles: number
}

/** The text of `_last_checkpoint`, with its checksum. */
export function printLastCheckpoint({ version, size, sizeInBytes, numOfAddFiles }: PointedCheckpoint): string {
  const body = `"version":${version},"size":${size},"sizeInBytes":${sizeInBytes},"numOfAddFiles":${numOfAddFiles}`
  const document = readJson(`{${body}}`)
  const source = document.kind === 'ok' ? jsonChecksumText(document.value) : document
  if (source.kind === 'invalid') throw new Error(`a pointer cannot be read: ${body}`)
  return `{${body},"checksum":"${createHash('md5').update(source.value).digest('hex')}"}`
}

/**
 * Makes the pointer name a checkpoint that was verified. It is never moved back while the newer checkpoint that it names
 * is there and whole; a pointer that is torn, wrong or stale is replaced.
 */
export async function moveLastCheckpoint(
  store: WritableStore,
  checkpoint: PointedCheckpoint,
  signal: AbortSignal,
): Promise<'moved' | 'kept'> {
  const newer = await newerCheckpoints(store, checkpoint.version, signal)
  if (newer.length > 0) {
    const pointer = await readLastCheckpoint({ store, listing: { hasLastCheckpoint: true, checkpoints: newer } })
    if (pointer.kind === 'intact' && pointer.checkpoint) return 'kept'
  }
  await store.replace(LAST_CHECKPOINT, new TextEncoder().encode(printLastCheckpoint(checkpoint)), {}, signal)
  return 'moved'
}

async function newerCheckpoints(store: WritableStore, version: bigint, signal: AbortSignal): Promise<CheckpointFile[]> {
  const pieces: CheckpointPiece[] = []
  for await (const batch of store.listStats(LOG_FOLDER, classicCheckpointFileName(version), signal)) {
    for (const { name, kind, size } of batch) {
      const parsed = kind === 'file' ? parseLogName(name) : undefined
      if (!parsed || !isCheckpointName(parsed) || parsed.version <= version) continue
      pieces.push({ name: parsed, file: `${LOG_FOLDER}/${name}`, size })
    }
  }
  return groupCheckpoints(pieces).filter(({ fault }) => fault === undefined)
}
