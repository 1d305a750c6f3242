import type { Protocol } from './actions.ts'
import type { Check } from './conflict-rules.ts'
import { listNames, nameWinner } from './conflict-sentences.ts'
import { ROW_TRACKING_DOMAIN } from './isolation.ts'
import { metadataProblem } from './metadata-compatibility.ts'
import { READER_VERSION_OF_LISTS, supportedFeatures, supports, WRITER_VERSION_OF_LISTS } from './protocol-features.ts'
import { isBackfill, isUnbackfill } from './row-tracking.ts'

/** Spark commits these in one go and never tries again on a newer version. */
const NEVER_REBASED: ReadonlySet<string> = new Set(['CONVERT', 'CLONE', 'RESTORE'])

/** Nothing can be said about the two commits: one cannot be read, or does not take part in rebasing at all. */
export const unjudgeable: Check = (draft, winner) => {
  if (!winner.isReadable) {
    const reason = `Version ${winner.version} is taken, but its content cannot be read, so nobody can tell whether this commit may follow it. Try again when it can.`
    return { class: 'write', reason }
  }
  if (draft.engine !== 'spark') return undefined
  if (NEVER_REBASED.has(draft.operation?.toUpperCase() ?? '')) {
    const reason = `${nameWinner(winner)} came first, and a ${draft.operation} replaces the state that it was made from. Run it again on version ${winner.version} or later.`
    return { class: 'write', reason }
  }
  if (isUnbackfill(draft.operation) && isBackfill(winner.operation)) {
    const reason = `${nameWinner(winner)} gives row ids to the files from which this commit takes them away. Only one of the two can be wanted.`
    return { class: 'write', reason }
  }
  return undefined
}

/** Spark: a new protocol is adopted unless it cannot be obeyed, drops a feature, or meets a protocol change in the draft. */
export const incompatibleProtocol: Check = (draft, winner) => {
  const { protocol } = winner
  if (!protocol) return undefined
  const unknown = unknownFeatures(protocol)
  if (unknown.length > 0) {
    return protocolProblem(
      `${nameWinner(winner)} made the table ask for ${listNames(unknown)}, which this program does not know.`,
    )
  }
  if (draft.changesProtocol) {
    return protocolProblem(
      `${nameWinner(winner)} changed the protocol, and so does this commit. Start again from the new protocol.`,
    )
  }
  const dropped = draft.readProtocol ? droppedFeatures(draft.readProtocol, protocol) : []
  if (dropped.length > 0) {
    return protocolProblem(
      `${nameWinner(winner)} took ${listNames(dropped)} out of the protocol that this commit was made for. Make it anew.`,
    )
  }
  return undefined
}

/** Spark: new metadata is adopted where only tolerated properties were switched on and the draft leaves metadata alone. */
export const incompatibleMetadata: Check = (draft, winner) => {
  const { metadata } = winner
  if (!metadata) return undefined
  if (draft.changesMetadata) {
    return metadataClash(
      `${nameWinner(winner)} changed the metadata, and so does this commit: whichever comes second would undo the other.`,
    )
  }
  if (winner.isIdentityOnly) return undefined
  const problem = draft.metadata
    ? metadataProblem(draft.metadata, metadata, winner.protocol ?? draft.protocol)
    : 'the metadata before it is not known'
  return problem === undefined
    ? undefined
    : metadataClash(
        `${nameWinner(winner)} changed the metadata under this commit: ${problem}. Make it anew for the new metadata.`,
      )
}

/** Delta protocol, "Domain Metadata": one domain, one writer at a time; only the row-id high-water mark is merged. */
export const sameDomain: Check = (draft, winner) => {
  if (draft.engine === 'spark' && draft.protocol && !supports(winner.protocol ?? draft.protocol, 'domainMetadata'))
    return undefined
  const shared = winner.domains
    .map(({ domain }) => domain)
    .filter(domain => domain !== ROW_TRACKING_DOMAIN && draft.domains.has(domain))
  if (shared.length === 0) return undefined
  const reason = `${nameWinner(winner)} wrote the domain ${listNames(shared)}, and so does this commit. Read the domain again and decide anew.`
  return { class: 'domain', reason }
}

/** Spark: only an application whose transaction the draft has asked for; writing one without asking is no reason. */
export const readApplication: Check = (draft, winner) =>
  transactionProblem(
    winner,
    winner.txns.map(({ appId }) => appId).filter(appId => draft.reads.appIds.has(appId)),
  )

/** delta-rs: the applications of the draft's own transactions. */
export const ownApplication: Check = (draft, winner) =>
  transactionProblem(
    winner,
    winner.txns.map(({ appId }) => appId).filter(appId => draft.txns.has(appId)),
  )

/** Java kernel: an own application whose transaction has come as far as the draft's, or further. */
export const laterTransaction: Check = (draft, winner) =>
  transactionProblem(
    winner,
    winner.txns.flatMap(({ appId, version }) => {
      const own = draft.txns.get(appId)
      return own && version >= own.version ? [appId] : []
    }),
  )

/** Java kernel: no new protocol is adopted. */
export const anyProtocolChange: Check = (_, winner) =>
  winner.protocol && protocolProblem(`${nameWinner(winner)} changed the protocol. Make the commit anew.`)

/** delta-rs: a raised reader version or a lowered writer version, and a protocol change in both. */
export const raisedReaderVersion: Check = (draft, winner) => {
  const { protocol } = winner
  if (!protocol) return undefined
  const { minReaderVersion = 1, minWriterVersion = 1 } = draft.readProtocol ?? {}
  const isRaised = protocol.minReaderVersion > minReaderVersion || protocol.minWriterVersion < minWriterVersion
  return isRaised || draft.changesProtocol
    ? protocolProblem(`${nameWinner(winner)} changed the protocol. Make the commit anew.`)
    : undefined
}

/** delta-rs and Java kernel: no new metadata is adopted. */
export const anyMetadataChange: Check = (_, winner) =>
  winner.metadata && metadataClash(`${nameWinner(winner)} changed the metadata. Make the commit anew.`)

function transactionProblem(winner: Parameters<Check>[1], appIds: readonly string[]): ReturnType<Check> {
  if (appIds.length === 0) return undefined
  const reason = `${nameWinner(winner)} recorded a transaction of ${listNames(appIds)}, which this commit depends on: another instance of the same job may be running. Look at its last transaction before trying again.`
  return { class: 'transaction', reason }
}

function protocolProblem(reason: string): ReturnType<Check> {
  return { class: 'protocol', reason }
}

function metadataClash(reason: string): ReturnType<Check> {
  return { class: 'metadata', reason }
}

function unknownFeatures(protocol: Protocol): string[] {
  const { minReaderVersion, minWriterVersion } = protocol
  return [
    minReaderVersion > READER_VERSION_OF_LISTS ? [`reader version ${minReaderVersion}`] : [],
    minWriterVersion > WRITER_VERSION_OF_LISTS ? [`writer version ${minWriterVersion}`] : [],
    supportedFeatures(protocol).flatMap(({ name, known }) => (known ? [] : [name])),
  ].flat()
}

function droppedFeatures(before: Protocol, after: Protocol): string[] {
  return supportedFeatures(before)
    .map(({ name }) => name)
    .filter(name => !supports(after, name))
}
