import { expect, test } from 'vitest'
import { NOTHING_READ, type ReadSet } from '../delta/read-set.ts'
import type { AttemptRecord, ReadRecord, RunHistory } from './history.ts'
import { judgeRun } from './judge-run.ts'
import type { TableRecord } from './table-record.ts'

const TABLE = 'ca9a50bb-6a2c-4a1f-8b1a-3f4a11e58a01'
const FILE_BYTES = 10n

const line = (action: object) => `${JSON.stringify(action)}\n`
const add = (path: string) =>
  line({ add: { path, partitionValues: {}, size: Number(FILE_BYTES), modificationTime: 0, dataChange: true } })
const CREATION = [
  line({ protocol: { minReaderVersion: 1, minWriterVersion: 2 } }),
  line({
    metaData: {
      ...{ id: 'm', format: { provider: 'parquet', options: {} }, partitionColumns: [], configuration: {} },
      schemaString: '{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}}]}',
    },
  }),
].join('')

function attempt(writer: string, fields: Partial<AttemptRecord>): AttemptRecord {
  return {
    ...{ writer, commit: 1, attempt: 1, tableId: TABLE, commitId: writer, operation: 'WRITE', level: 'Serializable' },
    ...{ madeOn: 0n, wanted: 1n, actions: add(`${writer}.parquet`), dependsOn: NOTHING_READ, steps: [] },
    ...{ told: { kind: 'committed', version: 1n }, beganMs: 0, endedMs: 1 },
    ...fields,
  }
}

/** Version 0 is the base; each writer's commit follows, in this order. */
function recordOf(...writers: readonly string[]): TableRecord {
  const ids = ['base', ...writers]
  return {
    tableId: TABLE,
    head: BigInt(writers.length),
    versions: ids.map((commitId, index) => ({
      ...{
        version: BigInt(index),
        kind: 'commit',
        commitId,
        committedAtUs: BigInt(index),
        numActions: index === 0 ? 2 : 1,
      },
      ...{
        filesAdded: index === 0 ? 0n : 1n,
        filesRemoved: 0n,
        bytesAdded: index === 0 ? 0n : FILE_BYTES,
        bytesRemoved: 0n,
      },
      ...{ totalFiles: BigInt(index), totalBytes: BigInt(index) * FILE_BYTES },
    })),
    actions: ids.map((_, index) => ({ version: BigInt(index), count: index === 0 ? 2 : 1, doubled: 0 })),
    files: writers.map((fileKey, index) => ({
      ...{ fileKey, version: BigInt(index + 1), removedVersion: null, size: FILE_BYTES },
    })),
    removes: [],
  }
}

function historyOf(attempts: readonly AttemptRecord[], reads: readonly ReadRecord[] = []): RunHistory {
  return { tables: [{ tableId: TABLE, name: 't', base: [CREATION] }], attempts, reads }
}

const WHOLE_TABLE: ReadSet = { ...NOTHING_READ, wholeTable: true }
const LATE = attempt('B', { wanted: 2n, told: { kind: 'committed', version: 2n } })

test('two appends of which neither has seen the other are sound, in either order', () => {
  expect(judgeRun([recordOf('A', 'B')], historyOf([attempt('A', {}), LATE]))).toMatchObject({ violations: [] })
})

test('[C2] who depends on the whole table must not follow what it has not seen, and is told why', () => {
  const blind = { ...LATE, dependsOn: WHOLE_TABLE }
  const { violations, weighed } = judgeRun([recordOf('A', 'B')], historyOf([attempt('A', {}), blind]))
  expect(violations).toMatchObject([{ rule: 'stale-write', version: 2n, table: 't' }])
  expect(violations[0]?.facts.slice(0, 3)).toEqual([
    'B made its WRITE on version 0.',
    'A committed version 1 meanwhile (WRITE).',
    'B became version 2 without having seen version 1.',
  ])
  expect(weighed.get('stale-write')).toBe(1)
  const seeing = { ...blind, madeOn: 1n }
  expect(judgeRun([recordOf('A', 'B')], historyOf([attempt('A', {}), seeing])).violations).toEqual([])
})

test('the declared level decides: an append that read nothing disturbs nobody under WriteSerializable', () => {
  const info = line({ commitInfo: { timestamp: 0, operation: 'WRITE', isBlindAppend: true } })
  const append = attempt('A', { actions: info + add('A.parquet') })
  const at = (level: AttemptRecord['level']) =>
    judgeRun([recordOf('A', 'B')], historyOf([append, { ...LATE, dependsOn: WHOLE_TABLE, level }])).violations
  expect(at('WriteSerializable')).toEqual([])
  expect(at('Serializable')).toHaveLength(1)
})

test('[C1] a read is a prefix of the history, or it is not a read', () => {
  const read = (version: bigint, ...ids: readonly string[]): ReadRecord => ({
    ...{ writer: 'R', tableId: TABLE, version, beganMs: 0, endedMs: 1 },
    tail: ids.map((commitId, index) => ({ version: version - BigInt(index), commitId })),
  })
  const judged = (one: ReadRecord) =>
    judgeRun([recordOf('A', 'B')], historyOf([attempt('A', {}), LATE], [one])).violations.map(({ rule }) => rule)
  expect(judged(read(2n, 'B', 'A', 'base'))).toEqual([])
  expect(judged(read(1n, 'A', 'base'))).toEqual([])
  expect(judged(read(1n, 'B', 'base'))).toEqual(['read-prefix'])
  expect(judged(read(3n, 'C', 'B', 'A'))).toEqual(['read-prefix'])
})

test('[C4] what a writer was told is held against the log', () => {
  const lost = judgeRun([recordOf('A')], historyOf([attempt('A', {}), LATE])).violations
  expect(lost).toMatchObject([{ rule: 'acknowledged-once' }])
  expect(lost[0]?.facts).toContain('B was told: committed as version 2.')
  const denied = attempt('A', { told: { kind: 'not-committed' } })
  expect(judgeRun([recordOf('A')], historyOf([denied])).violations).toMatchObject([{ rule: 'rejected-absent' }])
  const unknown = attempt('A', { told: { kind: 'unknown' } })
  expect(judgeRun([recordOf('A')], historyOf([unknown])).violations).toEqual([])
})
