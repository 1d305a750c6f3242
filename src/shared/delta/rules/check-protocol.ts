import type { Protocol } from '../actions.ts'
import { findFeature, READER_VERSION_OF_LISTS, supports, WRITER_VERSION_OF_LISTS } from '../protocol-features.ts'
import type { Finding, RuleId } from '../rules.ts'

/** A protocol by itself: do versions and feature lists fit together (Delta protocol, "Table Features")? */
export function checkProtocol(protocol: Protocol, base: Finding['path'] = []): Finding[] {
  const { minReaderVersion: reader, minWriterVersion: writer, readerFeatures, writerFeatures } = protocol
  const findings: Finding[] = []
  const note = (rule: RuleId, field: string, message: string) =>
    findings.push({ rule, path: [...base, field], message })
  if (reader < 1 || reader > READER_VERSION_OF_LISTS) {
    note('protocol.reader-version', 'minReaderVersion', `Expected a reader version of 1, 2 or 3, got ${reader}`)
  }
  if (writer < 1 || writer > WRITER_VERSION_OF_LISTS) {
    note('protocol.writer-version', 'minWriterVersion', `Expected a writer version of 1 to 7, got ${writer}`)
  }
  if (reader >= READER_VERSION_OF_LISTS && writer < WRITER_VERSION_OF_LISTS) {
    const message = `Expected writer version 7 beside reader version ${reader}, got ${writer}`
    note('protocol.reader-lists-need-writer-lists', 'minWriterVersion', message)
  }
  if (reader === READER_VERSION_OF_LISTS && !readerFeatures) {
    note('protocol.reader-features-missing', 'readerFeatures', 'Expected a list for reader version 3, got none')
  }
  if (reader < READER_VERSION_OF_LISTS && readerFeatures) {
    const message = `Expected no list for reader version ${reader}, got one`
    note('protocol.reader-features-unexpected', 'readerFeatures', message)
  }
  if (writer === WRITER_VERSION_OF_LISTS && !writerFeatures) {
    note('protocol.writer-features-missing', 'writerFeatures', 'Expected a list for writer version 7, got none')
  }
  if (writer < WRITER_VERSION_OF_LISTS && writerFeatures) {
    const message = `Expected no list for writer version ${writer}, got one`
    note('protocol.writer-features-unexpected', 'writerFeatures', message)
  }
  return [...findings, ...checkLists(protocol, base)]
}

function checkLists(protocol: Protocol, base: Finding['path']): Finding[] {
  const { minReaderVersion, readerFeatures = [], writerFeatures = [] } = protocol
  const findings: Finding[] = []
  readerFeatures.forEach((name, index) => {
    const path = [...base, 'readerFeatures', index]
    if (!writerFeatures.includes(name)) {
      const message = `Expected ${JSON.stringify(name)} among the writer features too, got it for readers alone`
      findings.push({ rule: 'protocol.reader-feature-not-for-writers', path, message })
    }
    if (findFeature(name)?.scope === 'writer') {
      const message = `Expected features that concern readers, got ${JSON.stringify(name)}, which concerns writers alone`
      findings.push({ rule: 'protocol.writer-feature-for-readers', path, message })
    }
  })
  writerFeatures.forEach((name, index) => {
    const feature = findFeature(name)
    const path = [...base, 'writerFeatures', index]
    const isImplied = feature?.legacy?.reader !== undefined && minReaderVersion >= feature.legacy.reader
    const forReaders = readerFeatures.includes(name) || (isImplied && minReaderVersion < READER_VERSION_OF_LISTS)
    if (feature?.scope === 'reader-writer' && !forReaders) {
      const message = `Expected ${JSON.stringify(name)} among the reader features too, got it for writers alone`
      findings.push({ rule: 'protocol.feature-not-for-readers', path, message })
    }
    for (const required of feature?.requires ?? []) {
      if (supports(protocol, required)) continue
      const message = `Expected ${required}, which ${name} needs, among the features, got none`
      findings.push({ rule: 'protocol.requirement-missing', path, message })
    }
  })
  return [
    ...findings,
    ...repetitions(readerFeatures, [...base, 'readerFeatures']),
    ...repetitions(writerFeatures, [...base, 'writerFeatures']),
  ]
}

function repetitions(names: readonly string[], path: Finding['path']): Finding[] {
  return names.flatMap((name, index): Finding[] =>
    names.indexOf(name) === index
      ? []
      : [
          {
            rule: 'protocol.feature-repeated',
            path: [...path, index],
            message: `Expected each feature once, got ${JSON.stringify(name)} again`,
          },
        ],
  )
}
