import { describe, expect, test } from 'vitest'
import type { JudgedWinner } from '../../../../shared/contract/forecast.ts'
import { parseCommit } from '../../../../shared/delta/parse-commit.ts'
import { makeDraft } from '../draft.ts'
import { forecastItems } from './forecast-words.ts'
import { removedPaths, suggestScans } from './read-suggestions.ts'
import { rebasedFields } from './rebased-fields.ts'

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
    expect(suggestScans(found)).toEqual(["dt = 'it''s' and `odd name` is null", "dt = '2026'"])
    expect(removedPaths(found)).toEqual(['b'])
  })
})

test('[C4] a rebased draft keeps a commit id that was sent, and only then', () => {
  const draft = makeDraft({
    draftId: '00000000-0000-4000-8000-000000000001',
    commitId: '00000000-0000-4000-8000-000000000002',
    tableId: '00000000-0000-4000-8000-000000000003',
    head: 7n,
    text: '',
    operation: 'WRITE',
    nowMs: 1,
  })
  const report = { readVersion: 9n, expectedVersion: 10n }
  expect(rebasedFields(draft, report, 'new')).toEqual({ readVersion: 9n, expectedVersion: 10n, commitId: 'new' })
  expect(rebasedFields({ ...draft, wasSent: true }, report, 'new').commitId).toBe(draft.commitId)
})
