import { describe, expect, test } from 'vitest'
import { metadata } from '../../../../../test/delta-actions.ts'
import type { JudgedWinner } from '../../../../shared/contract/forecast.ts'
import { parseCommit } from '../../../../shared/delta/parse-commit.ts'
import { tableColumns } from '../../../../shared/delta/table-columns.ts'
import { makeDraft } from '../draft.ts'
import { forecastItems } from './forecast-words.ts'
import { ownPartitions, removedPaths, suggestScans } from './read-suggestions.ts'
import { rebasedFields } from './rebased-fields.ts'
import { scanProblem } from './scan-problem.ts'

function winner(version: bigint, kind: JudgedWinner['verdict']['class']): JudgedWinner {
  const verdict = { class: kind, reason: '' }
  return {
    version,
    commitId: '00000000-0000-4000-8000-000000000000',
    operation: 'WRITE',
    committer: 'x',
    committedAt: 0,
    adds: 0,
    removes: 0,
    verdict,
    files: [],
    fileCount: 0,
    adopts: [],
    levels: { Serializable: verdict, WriteSerializable: verdict, SnapshotIsolation: verdict },
    engines: { 'delta-rs': verdict, kernel: verdict },
  }
}

test('versions without a conflict stand together, conflicts one by one, in the order of versions', () => {
  const items = forecastItems([
    winner(1n, null),
    winner(2n, null),
    winner(3n, 'append'),
    winner(4n, 'metadata'),
    winner(5n, null),
  ])
  expect(items.map(item => (item.kind === 'quiet' ? item.winners.length : item.winner.version))).toEqual([2, 3n, 4n, 1])
})

describe('suggestions of what was read', () => {
  const lines = (texts: readonly string[]) => {
    const commit = parseCommit(texts.join('\n'))
    return commit.kind === 'ok' ? commit.value.lines : []
  }
  const action = (kind: string, path: string, partitionValues: object) =>
    JSON.stringify({ [kind]: { path, partitionValues, size: 1, modificationTime: 1, dataChange: true } })

  test('are the partitions of the draft’s own files, each once, ready to be parsed', () => {
    const found = lines([
      action('add', 'a', { dt: "it's", 'odd name': null }),
      action('remove', 'b', { dt: '2026' }),
      action('add', 'c', { dt: '2026' }),
      action('add', 'd', {}),
    ])
    expect(suggestScans(ownPartitions(found), undefined)).toEqual([
      "dt = 'it''s' and `odd name` is null",
      "dt = '2026'",
    ])
    expect(removedPaths(found)).toEqual(['b'])
  })

  test('use the names of columns, not those in the files', () => {
    const mapped =
      '{"name":"day","type":"date","nullable":true,"metadata":{"delta.columnMapping.physicalName":"col-1"}}'
    const schemaString = `{"type":"struct","fields":[${mapped}]}`
    expect(suggestScans([new Map([['col-1', '2026-11-20']])], { ...metadata('x long'), schemaString })).toEqual([
      "day = '2026-11-20'",
    ])
  })
})

describe('a predicate', () => {
  const findColumn = tableColumns(metadata('id long, p string'))

  test('of grammar and of columns that are not there is told with its place', () => {
    expect(scanProblem('id >', undefined)).toMatchObject({ at: 4 })
    expect(scanProblem('other > 5', undefined)).toBeUndefined()
    expect(scanProblem('id > 1 and other > 5', findColumn)).toMatchObject({
      at: 11,
      message: expect.stringMatching(/other.*counts as every row/),
    })
  })

  test('that is fine, or empty yet, has no problem', () => {
    expect(scanProblem("id > 5 and p = 'x'", findColumn)).toBeUndefined()
    expect(scanProblem(' ', findColumn)).toBeUndefined()
  })
})

test('[C4] a rebased draft keeps a commit id that was sent, and only then', () => {
  const draft = makeDraft({
    draftId: '00000000-0000-4000-8000-000000000001',
    commitId: '00000000-0000-4000-8000-000000000002',
    tableId: '00000000-0000-4000-8000-000000000003',
    tableName: 'orders',
    head: 7n,
    text: '',
    operation: 'WRITE',
    nowMs: 1,
  })
  const report = { readVersion: 9n, expectedVersion: 10n }
  expect(rebasedFields(draft, report, 'new')).toEqual({ readVersion: 9n, expectedVersion: 10n, commitId: 'new' })
  expect(rebasedFields({ ...draft, wasSent: true }, report, 'new').commitId).toBe(draft.commitId)
})
