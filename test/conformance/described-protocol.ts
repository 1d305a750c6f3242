import type { Protocol } from '../../src/shared/delta/actions.ts'
import { findFeature, PROTOCOL_FEATURES } from '../../src/shared/delta/protocol-features.ts'
import type { JsonFields } from './conflict-case.ts'
import { wordsOf } from './described-properties.ts'

/** The protocol of an action that has fields of its own or is described by `change`. */
export function protocolOf(fields: JsonFields, base: Protocol): Protocol {
  const { change, minReaderVersion, minWriterVersion, readerFeatures, writerFeatures } = fields
  if (minReaderVersion === undefined && minWriterVersion === undefined) return changedProtocol(base, wordsOf(change))
  return {
    kind: 'protocol',
    minReaderVersion: Number(minReaderVersion ?? base.minReaderVersion),
    minWriterVersion: Number(minWriterVersion ?? base.minWriterVersion),
    readerFeatures: Array.isArray(readerFeatures) ? readerFeatures.map(String) : undefined,
    writerFeatures: Array.isArray(writerFeatures) ? writerFeatures.map(String) : undefined,
  }
}

/** The protocol after a change that is described in words, for example `adds v2Checkpoint`. */
function changedProtocol(base: Protocol, change: string): Protocol {
  const known = base.writerFeatures ?? TABLE_FEATURES
  const raised = raisedVersions(change)
  if (raised) {
    const reader = Math.max(raised.reader ?? base.minReaderVersion, base.minReaderVersion)
    const writer = Math.max(raised.writer ?? base.minWriterVersion, reader >= 3 ? 7 : 0)
    return withFeatures(reader, writer, known)
  }
  const named = namedFeatures(change)
  if (/\b(drop|remov|downgrad|without)/i.test(change)) {
    const dropped = named.length > 0 ? named : known.slice(0, 1)
    return withFeatures(
      3,
      7,
      known.filter(name => !dropped.includes(name)),
    )
  }
  const isBeyond =
    /\b(?:unsupported|unknown|unrecogni[sz]ed|future)\b|\bcannot (?:be )?(?:read|writ)|\bnot (?:be )?support/i
  const added = isBeyond.test(change) ? ['featureOfTheFuture'] : named
  return withFeatures(3, 7, [...new Set([...known, ...added])])
}

const FEATURES = PROTOCOL_FEATURES.map(({ name }) => name)
/** Rows are tracked only where a case says so: then every new file needs statistics. */
const TABLE_FEATURES = FEATURES.filter(name => name !== 'rowTracking')

function namedFeatures(text: string): string[] {
  const plain = text.replace(/[\s_-]/g, '').toLowerCase()
  return FEATURES.filter(name => plain.includes(name.replace('-preview', 'Preview').toLowerCase()))
}

interface RaisedVersions {
  readonly reader?: number | undefined
  readonly writer?: number | undefined
}

/** `minReaderVersion 1 -> 3`, `reader version raised to 3`, `Protocol(3, 7)`, `raises the writer version`. */
function raisedVersions(change: string): RaisedVersions | undefined {
  const pair = /\(\s*(\d+)\s*,\s*(\d+)\s*\)/.exec(change)
  if (pair) return { reader: Number(pair[1]), writer: Number(pair[2]) }
  const found = (who: string): number | undefined => {
    const numbers = new RegExp(`${who}\\s*version\\D*?(?:(\\d+)\\s*(?:to|->|→|=>)\\s*)?(\\d+)`, 'i').exec(change)
    if (numbers) return Number(numbers[2])
    const isRaised = new RegExp(
      `(?:rais|increas|bump|upgrad)\\w*\\b.*${who}|${who}.*\\b(?:rais|increas|bump|upgrad|ris)`,
      'i',
    )
    return isRaised.test(change) ? (who === 'reader' ? 3 : 7) : undefined
  }
  const [reader, writer] = [found('reader'), found('writer')]
  return reader === undefined && writer === undefined ? undefined : { reader, writer }
}

/** Below what any change raises it to, and with every feature where none does. */
export function baseProtocol(changes: readonly string[], features: readonly string[]): Protocol {
  const raised = changes.flatMap(change => raisedVersions(change) ?? [])
  const isRaised = raised.some(({ reader = 0, writer = 0 }) => reader > 1 || writer > 2)
  const text = changes.join(' ')
  const from = /(Reader|Writer)\s*Version\s*(?:from\s*)?(\d+)\s*(?:to|->|→|=>)/i.exec(text)
  if (from) {
    const version = Number(from[2])
    return from[1]?.toLowerCase() === 'reader'
      ? withFeatures(version, version >= 3 ? 7 : 2, [])
      : withFeatures(version >= 7 ? 3 : 1, version, [])
  }
  if (isRaised) return withFeatures(1, 2, [])
  const isTracked = features.includes('rowTracking') || /row.?tracking/i.test(text)
  return withFeatures(3, 7, isTracked ? FEATURES : TABLE_FEATURES)
}

function withFeatures(reader: number, writer: number, names: readonly string[]): Protocol {
  return {
    kind: 'protocol',
    minReaderVersion: reader,
    minWriterVersion: writer,
    readerFeatures: reader >= 3 ? names.filter(name => findFeature(name)?.scope !== 'writer') : undefined,
    writerFeatures: writer >= 7 ? names : undefined,
  }
}
