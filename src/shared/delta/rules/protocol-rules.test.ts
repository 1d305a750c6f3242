import { features, metaData, protocol, type RuleCase, testRules } from '../../../../test/rule-cases.ts'
import { PROTOCOL_RULES } from './protocol-rules.ts'

/** Version 0 with a protocol that breaks the rule, and with one that keeps it. */
function protocolCase(wrong: string, right: string, ...at: (string | number)[]): RuleCase {
  return {
    broken: { commit: [wrong, metaData()] },
    kept: { commit: [right, metaData()] },
    ...(at.length > 0 ? { at: ['protocol', ...at] } : {}),
  }
}

testRules(
  PROTOCOL_RULES,
  new Map<string, RuleCase>([
    ['protocol.reader-version', protocolCase(protocol(4, 7), protocol(2, 5), 'minReaderVersion')],
    ['protocol.writer-version', protocolCase(protocol(1, 8), protocol(1, 6), 'minWriterVersion')],
    [
      'protocol.reader-lists-need-writer-lists',
      protocolCase(protocol(3, 6, { readerFeatures: [] }), features([]), 'minWriterVersion'),
    ],
    [
      'protocol.reader-features-missing',
      protocolCase(protocol(3, 7, { writerFeatures: [] }), features([]), 'readerFeatures'),
    ],
    [
      'protocol.reader-features-unexpected',
      protocolCase(
        protocol(2, 7, { readerFeatures: [], writerFeatures: [] }),
        protocol(2, 7, { readerFeatures: null, writerFeatures: [] }),
        'readerFeatures',
      ),
    ],
    ['protocol.writer-features-missing', protocolCase(protocol(1, 7), features([]), 'writerFeatures')],
    [
      'protocol.writer-features-unexpected',
      protocolCase(protocol(1, 6, { writerFeatures: [] }), protocol(1, 6), 'writerFeatures'),
    ],
    [
      'protocol.reader-feature-not-for-writers',
      protocolCase(
        protocol(3, 7, { readerFeatures: ['v2Checkpoint'], writerFeatures: [] }),
        features(['v2Checkpoint']),
        'readerFeatures',
        0,
      ),
    ],
    [
      'protocol.feature-not-for-readers',
      protocolCase(
        protocol(1, 7, { writerFeatures: ['columnMapping'] }),
        protocol(2, 7, { writerFeatures: ['columnMapping'] }),
        'writerFeatures',
        0,
      ),
    ],
    [
      'protocol.writer-feature-for-readers',
      protocolCase(features(['appendOnly']), features([], ['appendOnly']), 'readerFeatures', 0),
    ],
    [
      'protocol.feature-repeated',
      protocolCase(features([], ['appendOnly', 'appendOnly']), features([], ['appendOnly']), 'writerFeatures', 1),
    ],
    [
      'protocol.requirement-missing',
      protocolCase(features([], ['rowTracking']), features([], ['rowTracking', 'domainMetadata']), 'writerFeatures', 0),
    ],
    [
      'protocol.reader-feature-unsupported',
      protocolCase(features(['constructor']), features(['deletionVectors', 'timestampWithoutTimezone'])),
    ],
    [
      'protocol.writer-feature-unsupported',
      protocolCase(features([], ['__proto__']), features([], ['inCommitTimestamp'])),
    ],
  ]),
)
