import { add, cdc, features, metaData, type RuleCase, remove, testRules, VECTOR } from '../../../../test/rule-cases.ts'
import { FILE_RULES } from './file-rules.ts'

const TABLE = [[features(['deletionVectors']), metaData(), add('a')]]

const COUNT = '{"numRecords":10,"tightBounds":false}'

function broken(...lines: string[]): RuleCase['broken'] {
  return { before: TABLE, commit: lines }
}

/** An add that breaks the rule in one field, and one that keeps it. */
function addCase(at: readonly string[], wrong: object, right: object): RuleCase {
  return { broken: broken(add('c', { ...wrong })), kept: broken(add('c', { ...right })), at: ['add', ...at] }
}

function pathCase(wrong: string, right: string): RuleCase {
  return { broken: broken(add(wrong)), kept: broken(add(right)), at: ['add', 'path'] }
}

function vectorCase(at: readonly string[], wrong: object, right: object): RuleCase {
  const withVector = (parts: object) => add('c', { stats: COUNT, deletionVector: { ...VECTOR, ...parts } })
  return { broken: broken(withVector(wrong)), kept: broken(withVector(right)), at: ['add', 'deletionVector', ...at] }
}

function statsCase(wrong: string, right: string): RuleCase {
  return addCase(['stats'], { stats: wrong }, { stats: right })
}

const inline = (pathOrInlineDv: string) => ({ storageType: 'i', pathOrInlineDv, offset: undefined })

testRules(
  FILE_RULES,
  new Map<string, RuleCase>([
    ['file.size-negative', addCase(['size'], { size: -1 }, { size: 0 })],
    ['file.time-negative', addCase(['modificationTime'], { modificationTime: -1 }, { modificationTime: 0 })],
    [
      'file.time-implausible',
      addCase(['modificationTime'], { modificationTime: 1_700_000_000 }, { modificationTime: 1_700_000_000_000 }),
    ],
    ['file.path-empty', pathCase('', ' ')],
    ['file.path-escape', pathCase('100%.parquet', '100%25.parquet')],
    ['file.path-absolute', pathCase('s3://bucket/a', 'dt=2026-01-01T10:00:00/a')],
    ['file.path-leaves-table', pathCase('a/%2e%2e/../b', 'a/../b')],
    ['file.path-hidden', pathCase('_tmp/a', '_p=1/a')],
    [
      'file.change-data-folder',
      {
        broken: broken(cdc('a')),
        kept: broken(cdc('_change_data/a')),
        at: ['cdc', 'path'],
      },
    ],
    [
      'file.change-data-flag',
      {
        broken: broken(cdc('_change_data/a', { dataChange: true })),
        kept: broken(cdc('_change_data/a')),
        at: ['cdc', 'dataChange'],
      },
    ],
    [
      'file.remove-incomplete',
      {
        broken: broken(remove('a', { extendedFileMetadata: true, partitionValues: {} })),
        kept: broken(remove('a', { extendedFileMetadata: true, partitionValues: {}, size: 1 })),
        at: ['remove', 'size'],
      },
    ],
    [
      'file.remove-without-time',
      {
        broken: broken(remove('a', { deletionTimestamp: null })),
        kept: broken(remove('a', { deletionTimestamp: 0 })),
        at: ['remove', 'deletionTimestamp'],
      },
    ],
    [
      'dv.num-records-missing',
      addCase(['stats'], { stats: '{}', deletionVector: VECTOR }, { stats: COUNT, deletionVector: VECTOR }),
    ],
    ['dv.storage-type', vectorCase(['storageType'], { storageType: 'U' }, { storageType: 'p' })],
    ['dv.number-negative', vectorCase(['cardinality'], { cardinality: -1 }, { cardinality: 0 })],
    ['dv.inline-offset', vectorCase(['offset'], { ...inline('wi5b='), offset: 0 }, inline('wi5b='))],
    [
      'dv.text-malformed',
      vectorCase(
        ['pathOrInlineDv'],
        { pathOrInlineDv: 'ab^-aqEH.-t@S}K{vb[*k_' },
        { pathOrInlineDv: '^-aqEH.-t@S}K{vb[*k^' },
      ),
    ],
    ['dv.cardinality-excessive', vectorCase(['cardinality'], { cardinality: 11 }, { cardinality: 10 })],
    [
      'dv.tight-bounds',
      addCase(
        ['stats'],
        { stats: '{"numRecords":10}', deletionVector: VECTOR },
        { stats: COUNT, deletionVector: VECTOR },
      ),
    ],
    ['stats.missing', statsCase('null', '{}')],
    ['stats.unreadable', statsCase('{"numRecords":10', '{"numRecords":10}')],
    ['stats.part-unreadable', statsCase('{"minValues":[1]}', '{"minValues":null,"tightBounds":null}')],
    ['stats.num-records', statsCase('{"numRecords":-1}', '{"numRecords":9223372036854775807}')],
    [
      'stats.null-count-excessive',
      statsCase(
        '{"numRecords":9007199254740992,"nullCount":{"a":{"b":9007199254740993}}}',
        '{"numRecords":9007199254740993,"nullCount":{"a":{"b":9007199254740993}}}',
      ),
    ],
    [
      'stats.bounds-crossed',
      statsCase(
        '{"minValues":{"id":9007199254740993},"maxValues":{"id":9007199254740992}}',
        '{"minValues":{"id":-0.0,"s":"\uffff","t":"2020-01-01T20:00:00.000-07:00","d":"NaN"},"maxValues":{"id":0,"s":"\ud83d\ude00","t":"2020-01-02T01:00:00.000Z","d":"1"}}',
      ),
    ],
  ]),
)
