import type { Action } from '../../../shared/delta/actions.ts'
import { isEnabled } from '../../../shared/delta/effective-properties.ts'
import { checksumFileName } from '../../../shared/delta/log-names.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import { LOG_FOLDER } from '../../delta-log/log-listing.ts'
import type { WritableStore } from '../../object-store/writable-store.ts'
import type { Database } from '../../postgres/connection.ts'
import { readSnapshotHeader, type SnapshotHeader } from '../../postgres/snapshot.ts'

export type ChecksumOutcome =
  | { readonly kind: 'written' }
  /** There is one already, whosoever; a checksum is never replaced. */
  | { readonly kind: 'exists' }
  /** The table has no such version, or one without protocol and metadata. */
  | { readonly kind: 'no-state' }

/**
 * Writes `<version>.crc` beside a published commit (Delta protocol, "Version Checksum File"), from the running totals of
 * the version's row: its cost does not depend on the number of files.
 */
export async function writeChecksum(
  database: Database,
  tableId: string,
  version: bigint,
  store: WritableStore,
  signal: AbortSignal,
): Promise<ChecksumOutcome> {
  const header = await readSnapshotHeader(database, tableId, version)
  const text = header && printVersionChecksum(header)
  if (text === undefined) return { kind: 'no-state' }
  const key = `${LOG_FOLDER}/${checksumFileName(version)}`
  const { kind } = await store.createOnly(key, new TextEncoder().encode(text), {}, signal)
  return { kind: kind === 'created' ? 'written' : 'exists' }
}

/** The text of a version checksum; undefined where the state lacks protocol or metadata. */
export function printVersionChecksum({
  numFiles,
  sizeInBytes,
  committedAt,
  protocol,
  metaData,
  txns,
  domains,
}: SnapshotHeader): string | undefined {
  if (protocol === null || metaData === null) return undefined
  const metadata = actionOf(metaData)
  const isTimed = metadata.kind === 'metaData' && isEnabled(metadata, 'delta.enableInCommitTimestamps')
  const fields = [
    `"tableSizeBytes":${sizeInBytes}`,
    `"numFiles":${numFiles}`,
    '"numMetadata":1',
    '"numProtocol":1',
    ...(isTimed ? [`"inCommitTimestampOpt":${committedAt}`] : []),
    `"setTransactions":[${txns.map(bodyOf).join(',')}]`,
    `"domainMetadata":[${domains.map(bodyOf).join(',')}]`,
    `"metadata":${bodyOf(metaData)}`,
    `"protocol":${bodyOf(protocol)}`,
  ]
  return `{${fields.join(',')}}`
}

function actionOf(line: string): Action {
  const parsed = parseAction(line, 0)
  if (parsed.kind === 'invalid') throw new Error(`a stored action is none: ${line}`)
  return parsed.value.action
}

/** An action without its kind around it. */
function bodyOf(line: string): string {
  const text = printAction(actionOf(line))
  return text.slice(text.indexOf(':') + 1, -1)
}
