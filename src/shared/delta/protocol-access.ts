import type { Protocol } from './actions.ts'
import {
  type FeatureUse,
  isUsed,
  READER_VERSION_OF_LISTS,
  type SupportedFeature,
  supportedFeatures,
  WRITER_VERSION_OF_LISTS,
} from './protocol-features.ts'

/** One reason for a refusal; `feature` is absent where a version is the reason. */
export interface AccessReason {
  readonly feature?: string | undefined
  /** One sentence. */
  readonly message: string
}

export type ReadAccess =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly reasons: readonly AccessReason[] }

/** `no-new-data`: everything but adds with dataChange true, since rules about rows are active. */
export type WriteAccess = ReadAccess | { readonly kind: 'no-new-data'; readonly reasons: readonly AccessReason[] }

/**
 * Whether this program may show a table of that protocol (Delta protocol, "Table Features"). It works on the log and
 * never on rows, so features that concern the contents of files alone do not hinder it. A log whose commits a catalog
 * decides about is shown as far as it is published.
 */
export function canRead(protocol: Protocol): ReadAccess {
  const reasons: AccessReason[] = []
  if (protocol.minReaderVersion < 1 || protocol.minReaderVersion > READER_VERSION_OF_LISTS) {
    reasons.push({ message: `Reader version ${protocol.minReaderVersion} is not known to this program.` })
  }
  for (const feature of supportedFeatures(protocol)) {
    if (!feature.forReaders) continue
    const message = feature.known ? feature.known.limits.reading : unknownFeature(feature)
    if (message !== undefined) reasons.push({ feature: feature.name, message })
  }
  return reasons.length > 0 ? { kind: 'refused', reasons } : { kind: 'allowed' }
}

/**
 * Whether this program may commit to a table, decided on the safe side: what it does not know or cannot check, it does
 * not write. In-commit timestamps are filled in by the writer under the lock, row ids are checked by rules.
 */
export function canWrite(protocol: Protocol, use: FeatureUse): WriteAccess {
  const reading = canRead(protocol)
  const refusals: AccessReason[] = reading.kind === 'refused' ? [...reading.reasons] : []
  const limits: AccessReason[] = []
  if (protocol.minWriterVersion < 1 || protocol.minWriterVersion > WRITER_VERSION_OF_LISTS) {
    refusals.push({ message: `Writer version ${protocol.minWriterVersion} is not known to this program.` })
  }
  for (const feature of supportedFeatures(protocol)) {
    if (refusals.some(reason => reason.feature === feature.name)) continue
    const message = feature.known ? feature.known.limits.writing : unknownFeature(feature)
    if (message !== undefined) refusals.push({ feature: feature.name, message })
    const limit = feature.known?.limits.newData
    if (limit !== undefined && feature.known && isUsed(feature.known, use)) {
      limits.push({ feature: feature.name, message: limit })
    }
  }
  if (refusals.length > 0) return { kind: 'refused', reasons: refusals }
  return limits.length > 0 ? { kind: 'no-new-data', reasons: limits } : { kind: 'allowed' }
}

function unknownFeature({ name }: SupportedFeature): string {
  return `The feature ${JSON.stringify(name)} is not known to this program.`
}
