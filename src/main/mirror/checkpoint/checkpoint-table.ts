import type { Metadata, Protocol } from '../../../shared/delta/actions.ts'
import { effectiveProperty } from '../../../shared/delta/effective-properties.ts'
import { commitFileName } from '../../../shared/delta/log-names.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { canRead } from '../../../shared/delta/protocol-access.ts'
import { supports } from '../../../shared/delta/protocol-features.ts'
import { LOG_FOLDER } from '../../delta-log/log-listing.ts'
import { ObjectFailure } from '../../object-store/object-store.ts'
import type { WritableStore } from '../../object-store/writable-store.ts'
import type { Database } from '../../postgres/connection.ts'
import { readSnapshotHeader, type SnapshotHeader } from '../../postgres/snapshot.ts'
import { type CheckpointForm, checkpointForm } from './checkpoint-form.ts'
import type { CheckpointOptions, CheckpointOutcome } from './checkpoint-outcome.ts'

/** A version of a table of which a checkpoint may be made. */
export interface CheckpointTable {
  readonly kind: 'ready'
  readonly header: SnapshotHeader & { readonly metaData: string; readonly protocol: string }
  readonly form: CheckpointForm
  /** Tombstones up to this time have expired, in milliseconds since 1970. */
  readonly tombstonesSinceMs: bigint
}

type Refusal = Extract<CheckpointOutcome, { kind: 'refused' }>

/** Looks whether a checkpoint of a version may be made (Delta protocol, "Checkpoints"): only of what is published. */
export async function lookAtTable(
  database: Database,
  tableId: string,
  version: bigint,
  store: WritableStore,
  { nowMs, isBase }: CheckpointOptions,
): Promise<CheckpointTable | Refusal> {
  const header = await readSnapshotHeader(database, tableId, version)
  if (header === undefined) return refused('checkpoint.version', `The table has no version ${version}.`)
  const { metaData, protocol } = header
  const state = stateOf(metaData, protocol)
  if (metaData === null || protocol === null || state === undefined) {
    return refused('checkpoint.state', `Version ${version} has no readable protocol and metadata.`)
  }
  const refusal = refusalOf(state, version)
  if (refusal) return refusal
  if (!isBase && !(await isPublished(store, version))) {
    return refused('checkpoint.unpublished', `Version ${version} is not published: a checkpoint would run ahead of it.`)
  }
  return {
    kind: 'ready',
    header: { ...header, metaData, protocol },
    form: checkpointForm(state.metadata, state.protocol),
    tombstonesSinceMs: nowMs - retentionMs(state.metadata),
  }
}

interface State {
  readonly metadata: Metadata
  readonly protocol: Protocol
}

function stateOf(metaData: string | null, protocol: string | null): State | undefined {
  const [first, second] = [metaData, protocol].map(line => (line === null ? undefined : parseAction(line, 0)))
  const metadata = first?.kind === 'ok' ? first.value.action : undefined
  const found = second?.kind === 'ok' ? second.value.action : undefined
  return metadata?.kind === 'metaData' && found?.kind === 'protocol' ? { metadata, protocol: found } : undefined
}

/** What a checkpoint would say about a table whose features this program does not know, nobody can tell. */
function refusalOf({ metadata, protocol }: State, version: bigint): Refusal | undefined {
  const reading = canRead(protocol)
  if (reading.kind === 'refused') {
    return refused('checkpoint.features', reading.reasons.map(({ message }) => message).join(' '))
  }
  if (supports(protocol, 'catalogManaged')) {
    return refused('checkpoint.features', 'The table is managed by a catalog, which alone says what may be published.')
  }
  const protectedBefore = effectiveProperty(metadata, 'delta.requireCheckpointProtectionBeforeVersion').value
  if (supports(protocol, 'checkpointProtection') && protectedBefore?.kind === 'integer') {
    if (version < protectedBefore.value) {
      return refused('checkpoint.protected', `Checkpoints before version ${protectedBefore.value} are protected.`)
    }
  }
  return undefined
}

async function isPublished(store: WritableStore, version: bigint): Promise<boolean> {
  try {
    return (await store.stat(`${LOG_FOLDER}/${commitFileName(version)}`)).size >= 0
  } catch (error) {
    if (error instanceof ObjectFailure && error.kind === 'absent') return false
    throw error
  }
}

function retentionMs(metadata: Metadata): bigint {
  const name = 'delta.deletedFileRetentionDuration'
  const retention =
    effectiveProperty(metadata, name).value ?? effectiveProperty({ configuration: new Map() }, name).value
  return retention?.kind === 'duration' ? retention.micros / 1_000n : 0n
}

function refused(rule: string, message: string): Refusal {
  return { kind: 'refused', rule, message }
}
