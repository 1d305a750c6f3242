import type { Metadata, Protocol } from './actions.ts'
import type { Schema } from './data-type.ts'
import type { ProtocolFeature } from './protocol-feature.ts'
import { PROTOCOL_FEATURES } from './protocol-feature-table.ts'
import { fieldsOf } from './schema-walk.ts'

export type { ProtocolFeature }
export { PROTOCOL_FEATURES }

/** The reader version from which on `readerFeatures` lists what a reader must know. */
export const READER_VERSION_OF_LISTS = 3
/** The writer version from which on `writerFeatures` lists what a writer must know. */
export const WRITER_VERSION_OF_LISTS = 7

/** A feature that a protocol demands; `known` is absent where this program has never heard the name. */
export interface SupportedFeature {
  /** As the protocol spells it, for example `typeWidening-preview`; the plain name where a version implies it. */
  readonly name: string
  readonly known?: ProtocolFeature | undefined
  /** Whether readers must know it too. */
  readonly forReaders: boolean
  /** `listed` by name, or `implied` by a legacy version. */
  readonly by: 'listed' | 'implied'
}

const BY_NAME: ReadonlyMap<string, ProtocolFeature> = new Map(
  PROTOCOL_FEATURES.flatMap(feature => [feature.name, ...feature.aliases].map(name => [name, feature] as const)),
)

/** The feature of that name, preview and former names included. */
export function findFeature(name: string): ProtocolFeature | undefined {
  return BY_NAME.get(name)
}

/** Everything that a client must know to work with a table of this protocol (Delta protocol, "Table Features"). */
export function supportedFeatures(protocol: Protocol): SupportedFeature[] {
  const found = new Map<string, SupportedFeature>()
  for (const feature of PROTOCOL_FEATURES) {
    const legacy = impliedBy(feature, protocol)
    if (legacy)
      found.set(feature.name, { name: feature.name, known: feature, forReaders: legacy.readers, by: 'implied' })
  }
  for (const name of protocol.writerFeatures ?? []) {
    found.set(name, { name, known: findFeature(name), forReaders: found.get(name)?.forReaders ?? false, by: 'listed' })
  }
  for (const name of protocol.readerFeatures ?? []) {
    found.set(name, { name, known: findFeature(name), forReaders: true, by: 'listed' })
  }
  return [...found.values()]
}

/** Whether the protocol demands the feature, under any of its names. */
export function supports(protocol: Protocol, name: string): boolean {
  const feature = findFeature(name)
  if (!feature) return listed(protocol).includes(name)
  return impliedBy(feature, protocol) !== undefined || listed(protocol).some(item => findFeature(item) === feature)
}

/** Where the features look to see whether they are in use. */
export interface FeatureUse {
  readonly metadata?: Metadata | undefined
  /** The parsed schema of `metadata`. */
  readonly schema?: Schema | undefined
  /** Names of the domains of the snapshot, without the removed ones. */
  readonly domains?: ReadonlySet<string> | undefined
}

/** Whether metadata, schema or domains put the feature to use, whatever the protocol says. */
export function isUsed(feature: ProtocolFeature, use: FeatureUse): boolean {
  const { activation } = feature
  const configuration = use.metadata?.configuration
  switch (activation.by) {
    case 'listing':
      return true
    case 'property':
      return activation.values.includes(configuration?.get(activation.property)?.toLowerCase() ?? '')
    case 'property-set':
      return configuration?.has(activation.property) ?? false
    case 'property-prefix':
      return [...(configuration?.keys() ?? [])].some(key => key.startsWith(activation.prefix))
    case 'column-metadata':
      return fieldsOf(use.schema).some(({ field }) => activation.keys.some(key => field.metadata.has(key)))
    case 'column-type':
      return fieldsOf(use.schema).some(({ typeNames }) => activation.types.some(type => typeNames.has(type)))
    case 'domain':
      return use.domains?.has(activation.domain) ?? false
  }
  return activation satisfies never
}

/** The supported features that are in use, and so bind whoever writes. */
export function activeFeatures(protocol: Protocol, use: FeatureUse): SupportedFeature[] {
  return supportedFeatures(protocol).filter(({ known }) => known === undefined || isUsed(known, use))
}

/** Features that metadata or schema put to use although the protocol does not support them. */
export function missingFeatures(protocol: Protocol, use: FeatureUse): ProtocolFeature[] {
  return PROTOCOL_FEATURES.filter(
    feature => feature.activation.by !== 'listing' && isUsed(feature, use) && !supports(protocol, feature.name),
  )
}

function impliedBy(feature: ProtocolFeature, protocol: Protocol): { readonly readers: boolean } | undefined {
  const { legacy } = feature
  if (!legacy) return undefined
  const { minReaderVersion, minWriterVersion } = protocol
  const readers =
    legacy.reader !== undefined && minReaderVersion >= legacy.reader && minReaderVersion < READER_VERSION_OF_LISTS
  const writers = minWriterVersion >= legacy.writer && minWriterVersion < WRITER_VERSION_OF_LISTS
  return writers || readers ? { readers } : undefined
}

function listed(protocol: Protocol): readonly string[] {
  return [...(protocol.readerFeatures ?? []), ...(protocol.writerFeatures ?? [])]
}
