import type { Action } from '../../../shared/delta/actions.ts'
import { isEnabled } from '../../../shared/delta/effective-properties.ts'
import { checksumFileName } from '../../../shared/delta/log-names.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import { LOG_FOLDER } from '../../delta-log/log-listing.ts'
import type { WritableStore } from '../../object-store/writable-store.ts'
import type { SnapshotHeader } from '../../postgres/snapshot.ts'

/**
 * Writes `<version>.crc` beside a published commit (Delta protocol, "Version Checksum File"). One that is there already,
 * whosoever, is never replaced.
 */
export async function writeChecksum(header: ChecksumState, store: WritableStore, signal: AbortSignal): Promise<void> {
  const key = `${LOG_FOLDER}/${checksumFileName(header.version)}`
  await store.createOnly(key, new TextEncoder().encode(printVersionChecksum(header)), {}, signal)
}

type ChecksumState = SnapshotHeader & { readonly protocol: string; readonly metaData: string }

function printVersionChecksum({
  numFiles,
  sizeInBytes,
  committedAt,
  protocol,
  metaData,
  txns,
  domains,
}: ChecksumState): string {
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
