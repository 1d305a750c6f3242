import type { Protocol } from '../actions.ts'
import { findFeature, PROTOCOL_FEATURES, supportedFeatures, WRITER_VERSION_OF_LISTS } from '../protocol-features.ts'
import { protocolAtLeast, protocolWith } from '../protocol-upgrade.ts'

const FEATURE = /^delta\.feature\.(.+)$/i
const READER = 'delta.minReaderVersion'
const WRITER = 'delta.minWriterVersion'

/** Properties by which Spark's users ask for a protocol; they are never stored. */
export function isProtocolWish(name: string): boolean {
  return name === READER || name === WRITER || FEATURE.test(name)
}

/** The protocol that the wishes among the changes ask for, the same one where they ask for nothing new; or why there is none. */
export function wishedProtocol(protocol: Protocol, changes: ReadonlyMap<string, string | null>): Protocol | string {
  const versions = [READER, WRITER].map(name => changes.get(name) ?? '0')
  const [reader = 0, writer = 0] = versions.map(Number)
  if (versions.some(text => !/^[0-7]$/.test(text)) || reader > 3)
    return 'Expected a reader version up to 3 and a writer version up to 7.'
  const features: string[] = []
  for (const [name, text] of changes) {
    const asked = FEATURE.exec(name)?.[1]
    if (asked === undefined || text === null) continue
    const feature = featureCalled(asked)
    if (!feature) return `No feature of Delta is known as ${asked}.`
    if (!/^(supported|enabled)$/i.test(text)) return `Expected supported for ${name}, got ${JSON.stringify(text)}.`
    features.push(feature)
  }
  if (protocol.minWriterVersion === WRITER_VERSION_OF_LISTS) features.push(...impliedBy(protocol, reader, writer))
  const isHigher = reader > protocol.minReaderVersion || writer > protocol.minWriterVersion
  return protocolWith(isHigher ? protocolAtLeast(protocol, reader, writer) : protocol, features)
}

/** Where features are listed, older versions that are wished for stand for the features that they imply. */
function impliedBy(protocol: Protocol, reader: number, writer: number): string[] {
  if (writer === 0 || writer >= WRITER_VERSION_OF_LISTS) return []
  const older = { ...protocol, minReaderVersion: Math.max(1, reader), minWriterVersion: writer }
  return supportedFeatures({ ...older, readerFeatures: undefined, writerFeatures: undefined }).map(({ name }) => name)
}

/** Spark takes the name whatever its case. */
function featureCalled(asked: string): string | undefined {
  return (
    findFeature(asked)?.name ?? PROTOCOL_FEATURES.find(({ name }) => name.toLowerCase() === asked.toLowerCase())?.name
  )
}
