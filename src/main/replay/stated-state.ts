import type { DomainMetadata, Metadata, Protocol, Txn } from '../../shared/delta/actions.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import type { StateDigest } from './state-digest.ts'

/** A table's state as two sources of it are compared: its files as a digest, the rest as canonical text. */
export interface StatedState {
  readonly files: StateDigest
  readonly protocol: string | undefined
  readonly metadata: string | undefined
  /** By application id and by domain. */
  readonly txns: ReadonlyMap<string, string>
  readonly domains: ReadonlyMap<string, string>
}

interface State {
  readonly digest: StateDigest
  readonly protocol: Protocol | undefined
  readonly metadata: Metadata | undefined
  readonly txns: ReadonlyMap<string, Txn>
  readonly domains: ReadonlyMap<string, DomainMetadata>
}

export function statedState({ digest, protocol, metadata, txns, domains }: State): StatedState {
  return {
    files: digest.copy(),
    protocol: protocol && printAction(normalProtocol(protocol)),
    metadata: metadata && printAction(metadata),
    txns: new Map([...txns].map(([appId, txn]) => [appId, printAction(txn)])),
    domains: new Map([...domains].map(([name, domain]) => [name, printAction(domain)])),
  }
}

/**
 * What `theirs` says otherwise than `ours`, in words; empty where they are the same. A checkpoint may leave expired
 * transactions out (`delta.setTransactionRetentionDuration`), so those that are there are compared.
 */
export function differences(ours: StatedState, theirs: StatedState): string[] {
  const found: string[] = []
  if (ours.files.files !== theirs.files.files) {
    found.push(`${theirs.files.files} live files, and the table has ${ours.files.files}`)
  } else if (!ours.files.equals(theirs.files)) found.push('other live files, or files of another size or time')
  if (ours.protocol !== theirs.protocol)
    found.push(`the protocol ${theirs.protocol ?? 'none'}, not ${ours.protocol ?? 'none'}`)
  if (ours.metadata !== theirs.metadata) found.push('another metaData')
  for (const [appId, txn] of theirs.txns) {
    if (ours.txns.get(appId) !== txn) found.push(`another transaction of the application ${JSON.stringify(appId)}`)
  }
  for (const name of new Set([...ours.domains.keys(), ...theirs.domains.keys()])) {
    if (ours.domains.get(name) !== theirs.domains.get(name))
      found.push(`another value of the domain ${JSON.stringify(name)}`)
  }
  return found
}

/** The order of features means nothing. */
function normalProtocol(protocol: Protocol): Protocol {
  const { readerFeatures, writerFeatures } = protocol
  return {
    ...protocol,
    readerFeatures: readerFeatures && [...readerFeatures].sort(),
    writerFeatures: writerFeatures && [...writerFeatures].sort(),
  }
}
