import type { Protocol } from './actions.ts'
import {
  findFeature,
  PROTOCOL_FEATURES,
  type ProtocolFeature,
  READER_VERSION_OF_LISTS,
  type SupportedFeature,
  supportedFeatures,
  supports,
  WRITER_VERSION_OF_LISTS,
} from './protocol-features.ts'

/** The step from one protocol to another. */
export interface ProtocolUpgrade {
  /** Features that the new protocol supports and the old one does not. */
  readonly gained: readonly SupportedFeature[]
  /** Features that get lost: only an engine that removes all traces of them may do that. */
  readonly lost: readonly SupportedFeature[]
  readonly lowersVersions: boolean
  /** Sentences about what cannot be taken back, or who will be shut out. */
  readonly consequences: readonly string[]
}

/** What a change of the protocol means to those who use the table (Delta protocol, "Table Features"). */
export function describeUpgrade(from: Protocol, to: Protocol): ProtocolUpgrade {
  const gained = supportedFeatures(to).filter(({ name }) => !supports(from, name))
  const lost = supportedFeatures(from).filter(({ name }) => !supports(to, name))
  const readers = gained.filter(({ forReaders }) => forReaders)
  const writers = gained.filter(({ forReaders }) => !forReaders)
  const consequences = [
    ...readers.map(({ name }) => `Readers that do not know ${name} can no longer read the table.`),
    ...writers.map(({ name }) => `Writers that do not know ${name} can no longer write the table.`),
  ]
  if (to.minReaderVersion > from.minReaderVersion) {
    consequences.push(`Readers below version ${to.minReaderVersion} can no longer read the table.`)
  }
  if (to.minWriterVersion > from.minWriterVersion) {
    consequences.push(`Writers below version ${to.minWriterVersion} can no longer write the table.`)
  }
  if (consequences.length > 0) {
    consequences.push('A commit cannot take this back: dropping a feature needs DROP FEATURE of Spark.')
  }
  const lowersVersions = to.minReaderVersion < from.minReaderVersion || to.minWriterVersion < from.minWriterVersion
  return { gained, lost, lowersVersions, consequences }
}

/**
 * The least protocol that supports what `protocol` supports, the named features and what they need. Legacy versions stay
 * where they can hold everything; otherwise every feature that they imply is listed, as Spark does.
 */
export function protocolWith(protocol: Protocol, names: readonly string[]): Protocol {
  const wanted = withRequirements(names).filter(feature => !supports(protocol, feature.name))
  if (wanted.length === 0) return protocol
  return legacyWith(protocol, wanted) ?? listedWith(protocol, wanted)
}

/**
 * A protocol of at least these versions that supports what `protocol` supports and nothing else that can be left out: from
 * where features are listed on, every one that the versions before implied is listed, as Spark does.
 */
export function protocolAtLeast(protocol: Protocol, reader: number, writer: number): Protocol {
  const minReaderVersion = Math.max(protocol.minReaderVersion, reader)
  const minWriterVersion = Math.max(protocol.minWriterVersion, writer)
  const raised: Protocol = { ...protocol, minReaderVersion, minWriterVersion }
  if (minWriterVersion < WRITER_VERSION_OF_LISTS) return raised
  const names = sorted(supportedFeatures(protocol).map(({ name }) => name))
  const forReaders = names.filter(name => findFeature(name)?.scope === 'reader-writer')
  const isListed = minReaderVersion >= READER_VERSION_OF_LISTS
  return { ...raised, ...(isListed ? { readerFeatures: forReaders } : {}), writerFeatures: names }
}

function withRequirements(names: readonly string[]): ProtocolFeature[] {
  const found = new Set<ProtocolFeature>()
  const queue = [...names]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const feature = findFeature(name)
    if (!feature || found.has(feature)) continue
    found.add(feature)
    queue.push(...feature.requires)
  }
  return [...found]
}

/** A higher legacy version, where it adds the wanted features and nothing else. */
function legacyWith(protocol: Protocol, wanted: readonly ProtocolFeature[]): Protocol | undefined {
  if (protocol.minWriterVersion >= WRITER_VERSION_OF_LISTS) return undefined
  if (wanted.some(({ legacy }) => legacy === undefined)) return undefined
  const raised: Protocol = {
    ...protocol,
    minReaderVersion: Math.max(protocol.minReaderVersion, ...wanted.map(({ legacy }) => legacy?.reader ?? 1)),
    minWriterVersion: Math.max(protocol.minWriterVersion, ...wanted.map(({ legacy }) => legacy?.writer ?? 1)),
  }
  const isExact = supportedFeatures(raised).every(
    ({ name, known }) => supports(protocol, name) || (known !== undefined && wanted.includes(known)),
  )
  return isExact ? raised : undefined
}

function listedWith(protocol: Protocol, wanted: readonly ProtocolFeature[]): Protocol {
  const kept = supportedFeatures(protocol).map(({ name }) => name)
  const writerFeatures = sorted([...kept, ...wanted.map(({ name }) => name)])
  const forReaders = writerFeatures.filter(name => findFeature(name)?.scope === 'reader-writer')
  const needsLists = protocol.minReaderVersion >= READER_VERSION_OF_LISTS || forReaders.some(name => !isOldReader(name))
  const minReaderVersion = needsLists
    ? READER_VERSION_OF_LISTS
    : Math.max(protocol.minReaderVersion, ...readerVersions(forReaders))
  const { readerFeatures: _, ...rest } = protocol
  return {
    ...rest,
    minReaderVersion,
    minWriterVersion: WRITER_VERSION_OF_LISTS,
    ...(needsLists ? { readerFeatures: sorted([...(protocol.readerFeatures ?? []), ...forReaders]) } : {}),
    writerFeatures,
  }
}

function isOldReader(name: string): boolean {
  return findFeature(name)?.legacy?.reader !== undefined
}

function readerVersions(names: readonly string[]): number[] {
  return names.flatMap(name => findFeature(name)?.legacy?.reader ?? [])
}

/** In the order in which features are known, unknown ones last. */
function sorted(names: readonly string[]): string[] {
  const place = (name: string) => {
    const feature = findFeature(name)
    return feature ? PROTOCOL_FEATURES.indexOf(feature) : PROTOCOL_FEATURES.length
  }
  return [...new Set(names)].sort((a, b) => place(a) - place(b))
}
