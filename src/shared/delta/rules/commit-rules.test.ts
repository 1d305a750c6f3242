import {
  add,
  commitInfo,
  domain,
  features,
  line,
  metaData,
  OTHER_VECTOR,
  protocol,
  type RuleCase,
  remove,
  testRules,
  txn,
  VECTOR,
} from '../../../../test/rule-cases.ts'
import { FIELD_BYTES_MAX } from '../../limits.ts'
import type { CommitLine } from '../actions.ts'
import { COMMIT_RULES } from './commit-rules.ts'

const FIRST = [protocol(), metaData()]
const TABLE = [[...FIRST, add('a'), add('b')]]
const VECTORS = [[features(['deletionVectors']), metaData(), add('a')]]

const longName = (length: number): CommitLine => ({
  action: { kind: 'txn', appId: 'x'.repeat(length), version: 1n },
  text: '',
})

testRules(
  COMMIT_RULES,
  new Map<string, RuleCase>([
    ['commit.no-actions', { broken: { before: TABLE, commit: [] }, kept: { before: TABLE, commit: [commitInfo()] } }],
    ['commit.protocol-missing', { broken: { commit: [metaData()] }, kept: { commit: FIRST } }],
    ['commit.metadata-missing', { broken: { commit: [protocol()] }, kept: { commit: FIRST } }],
    [
      'commit.protocol-repeated',
      {
        broken: { commit: [...FIRST, protocol()] },
        kept: { before: TABLE, commit: [protocol()] },
        at: ['protocol'],
      },
    ],
    [
      'commit.metadata-repeated',
      { broken: { commit: [...FIRST, metaData()] }, kept: { before: TABLE, commit: [metaData()] }, at: ['metaData'] },
    ],
    [
      'commit.txn-repeated',
      {
        broken: { commit: [...FIRST, txn('a', 1), txn('a', 1)] },
        kept: { commit: [...FIRST, txn('a', 1), txn('b', 1)] },
        at: ['txn', 'appId'],
      },
    ],
    [
      'commit.txn-contradicted',
      {
        broken: { commit: [...FIRST, txn('__proto__', 1), txn('__proto__', 2)] },
        kept: { commit: [...FIRST, txn('a', 1), txn('__proto__', 2)] },
        at: ['txn', 'appId'],
      },
    ],
    [
      'commit.domain-repeated',
      {
        broken: { commit: [...FIRST, domain('a', '1'), domain('a', '2', true)] },
        kept: { commit: [...FIRST, domain('a'), domain('b')] },
        at: ['domainMetadata', 'domain'],
      },
    ],
    [
      'commit.commit-info-repeated',
      {
        broken: { before: TABLE, commit: [commitInfo(), commitInfo()] },
        kept: { before: TABLE, commit: [commitInfo()] },
      },
    ],
    [
      'commit.commit-info-not-first',
      { broken: { commit: [...FIRST, commitInfo()] }, kept: { commit: [commitInfo(), ...FIRST] } },
    ],
    [
      'commit.checkpoint-action',
      {
        broken: { before: TABLE, commit: [line('sidecar', { path: 'a', sizeInBytes: 1, modificationTime: 1 })] },
        kept: { before: TABLE, commit: [line('sideCar', {})] },
        at: ['sidecar'],
      },
    ],
    [
      'commit.unknown-action',
      {
        broken: { before: TABLE, commit: [line('newAction', { a: 1 })] },
        kept: { before: TABLE, commit: [line('checkpointMetadata', { version: 1 })] },
        at: ['newAction'],
      },
    ],
    [
      'commit.add-repeated',
      {
        broken: { before: TABLE, commit: [add('c'), add('c', { size: 2 })] },
        kept: { before: TABLE, commit: [add('c'), add('C')] },
        at: ['add', 'path'],
      },
    ],
    [
      'commit.add-path-repeated',
      {
        broken: { before: VECTORS, commit: [add('c', { deletionVector: VECTOR }), add('c')] },
        kept: { before: VECTORS, commit: [add('c', { deletionVector: VECTOR }), add('d')] },
        at: ['add', 'path'],
      },
    ],
    [
      'commit.path-twins',
      {
        broken: { before: TABLE, commit: [add('caf\u00e9'), add('CAFE\u0301')] },
        kept: { before: TABLE, commit: [add('caf\u00e9'), add('cafe')] },
        at: ['add', 'path'],
      },
    ],
    [
      'commit.remove-repeated',
      {
        broken: { before: TABLE, commit: [remove('a'), remove('a')] },
        kept: { before: TABLE, commit: [remove('a'), remove('b')] },
        at: ['remove', 'path'],
      },
    ],
    [
      'commit.remove-path-repeated',
      {
        broken: { before: VECTORS, commit: [remove('a'), remove('a', { deletionVector: VECTOR })] },
        kept: { before: VECTORS, commit: [remove('a')] },
        at: ['remove', 'path'],
      },
    ],
    [
      'commit.add-and-remove',
      {
        broken: { before: TABLE, commit: [remove('a'), add('a')] },
        kept: {
          before: [...VECTORS, [remove('a'), add('a', { deletionVector: VECTOR })]],
          commit: [remove('a', { deletionVector: VECTOR }), add('a', { deletionVector: OTHER_VECTOR })],
        },
        at: ['remove', 'path'],
      },
    ],
    [
      'text.nul',
      {
        broken: { before: TABLE, commit: [add('c', { tags: { __proto__x: 'a\u0000' } })] },
        kept: { before: TABLE, commit: [add('c', { tags: { ['__proto__']: '\u0001' } })] },
        at: ['add', 'tags', '__proto__x'],
      },
    ],
    [
      'text.surrogate',
      {
        broken: { before: TABLE, commit: [txn('\ud800', 1)] },
        kept: { before: TABLE, commit: [txn('\ud83d\ude00', 1)] },
        at: ['txn', 'appId'],
      },
    ],
    [
      'text.too-long',
      {
        broken: { before: TABLE, commit: [longName(FIELD_BYTES_MAX + 1)] },
        kept: { before: TABLE, commit: [longName(FIELD_BYTES_MAX)] },
        at: ['txn', 'appId'],
      },
    ],
    [
      'domain.system-controlled',
      {
        broken: { before: TABLE, commit: [domain('delta.clustering')] },
        kept: { before: TABLE, commit: [domain('deltas')] },
        at: ['domainMetadata', 'domain'],
      },
    ],
  ]),
)
