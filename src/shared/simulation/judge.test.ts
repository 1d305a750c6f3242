import { expect, test } from 'vitest'
import { judge } from './judge.ts'
import type { TableRecord, VersionRecord } from './table-record.ts'

const TABLE = 'ca9a50bb-6a2c-4a1f-8b1a-3f4a11e58a01'

function version(number: bigint, fields: Partial<VersionRecord> = {}): VersionRecord {
  return {
    version: number,
    kind: 'commit',
    commitId: `id-${number}`,
    committedAtUs: number * 1000n,
    numActions: 1,
    filesAdded: 1n,
    filesRemoved: 0n,
    bytesAdded: 10n,
    bytesRemoved: 0n,
    totalFiles: number + 1n,
    totalBytes: 10n * (number + 1n),
    ...fields,
  }
}

const file = (key: string, added: bigint, removedVersion: bigint | null = null) => ({
  fileKey: key,
  version: added,
  removedVersion,
  size: 10n,
})

const SOUND: TableRecord = {
  tableId: TABLE,
  head: 1n,
  versions: [version(0n), version(1n)],
  actions: [0n, 1n].map(number => ({ version: number, count: 1, doubled: 0 })),
  files: [file('a', 0n), file('b', 1n)],
  removes: [],
}

test('a sound log has no violation, an empty one neither', () => {
  expect(judge(SOUND)).toEqual([])
  expect(judge({ ...SOUND, head: -1n, versions: [], actions: [], files: [] })).toEqual([])
})

const BROKEN: readonly [string, string, Partial<TableRecord>][] = [
  ['C1', 'a gap', { versions: [version(0n), version(2n)], head: 2n }],
  ['C1', 'no first version', { versions: [version(1n)] }],
  ['C1', 'a time that stands still', { versions: [version(0n), version(1n, { committedAtUs: 0n })] }],
  ['C1', 'a head elsewhere', { head: 5n }],
  ['C2', 'a commit id twice', { versions: [version(0n), version(1n, { commitId: 'id-0' })] }],
  ['C3', 'a missing action', { actions: [{ version: 0n, count: 1, doubled: 0 }] }],
  ['C3', 'an action too many', { actions: [...SOUND.actions, { version: 2n, count: 3, doubled: 0 }] }],
  ['C3', 'two actions at a place', { actions: [SOUND.actions[0] as never, { version: 1n, count: 1, doubled: 1 }] }],
  ['C3', 'a total that lies', { versions: [version(0n), version(1n, { totalBytes: 21n })] }],
  ['C3', 'a file that is live twice', { files: [file('a', 0n), file('a', 1n)] }],
  ['C3', 'a removed file that lives', { removes: [{ fileKey: 'a', version: 1n }] }],
]

for (const [promise, name, change] of BROKEN) {
  test(`[${promise}] ${name} is a violation`, () => {
    expect(judge({ ...SOUND, ...change })).toContainEqual(expect.objectContaining({ promise, tableId: TABLE }))
  })
}

test('[C4] what writers were told is held against the log', () => {
  const claim = (
    commitId: string,
    told: { kind: 'committed'; version: bigint } | { kind: 'not-committed' | 'unknown' },
  ) => ({
    tableId: TABLE,
    commitId,
    told,
  })
  const fine = [
    claim('id-0', { kind: 'committed', version: 0n }),
    claim('gone', { kind: 'not-committed' }),
    claim('id-1', { kind: 'unknown' }),
    claim('gone', { kind: 'unknown' }),
  ]
  expect(judge(SOUND, fine)).toEqual([])
  const lies = [
    claim('gone', { kind: 'committed', version: 1n }),
    claim('id-0', { kind: 'committed', version: 1n }),
    claim('id-1', { kind: 'not-committed' }),
  ]
  expect(judge(SOUND, lies).map(({ promise }) => promise)).toEqual(['C4', 'C4', 'C4'])
})
