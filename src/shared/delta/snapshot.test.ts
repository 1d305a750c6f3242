import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Action, AddFile, DeletionVector, RemoveFile } from './actions.ts'
import { dvUniqueId, fileIdentity } from './file-identity.ts'
import { applyCommit, emptySnapshot, fileTotals, type Snapshot, SnapshotBuilder } from './snapshot.ts'

const vector = (pathOrInlineDv: string, offset?: number): DeletionVector => {
  return { storageType: 'u', pathOrInlineDv, offset, sizeInBytes: 1, cardinality: 3n }
}

const add = (path: string, deletionVector?: DeletionVector, size = 1n): AddFile => {
  return { kind: 'add', path, partitionValues: new Map(), size, modificationTime: 0n, dataChange: true, deletionVector }
}

const remove = (path: string, deletionVector?: DeletionVector): RemoveFile => {
  return { kind: 'remove', path, dataChange: true, deletionVector }
}

function replay(...commits: Action[][]): Snapshot {
  const builder = new SnapshotBuilder()
  for (const [version, actions] of commits.entries()) builder.apply(BigInt(version), actions)
  return builder.build()
}

const live = ({ files }: Snapshot) => [...files.values()].map(file => file.add.path)

describe('file identity', () => {
  test('an absent offset and 0 differ, as do path and vector', () => {
    expect(dvUniqueId(undefined)).toBeUndefined()
    expect(dvUniqueId(vector('x'))).toBe('ux')
    expect(dvUniqueId(vector('x', 0))).toBe('ux@0')
    const identities = [
      fileIdentity('a'),
      fileIdentity('a', vector('x')),
      fileIdentity('a', vector('x', 0)),
      fileIdentity('aux'),
    ]
    expect(new Set(identities).size).toBe(4)
  })
})

describe('snapshot', () => {
  test('a removed file is a tombstone until it is added again', () => {
    const removed = replay([add('a'), add('b')], [remove('a')])
    expect(live(removed)).toEqual(['b'])
    expect([...removed.tombstones.values()]).toEqual([{ remove: remove('a'), version: 1n }])
    const again = applyCommit(removed, 2n, [add('a')])
    expect(again.files.get(fileIdentity('a'))?.version).toBe(2n)
    expect(again.tombstones.size).toBe(0)
  })

  test('a new deletion vector replaces the old one, in either order of the two lines', () => {
    for (const update of [
      [remove('a'), add('a', vector('x', 1))],
      [add('a', vector('x', 1)), remove('a')],
    ]) {
      const snapshot = replay([add('a')], update)
      expect([...snapshot.files.keys()]).toEqual([fileIdentity('a', vector('x', 1))])
      expect([...snapshot.tombstones.keys()]).toEqual([fileIdentity('a')])
    }
  })

  test('an add of a live file refreshes it', () => {
    const snapshot = replay([add('a')], [add('a', undefined, 7n)])
    expect([...snapshot.files.values()]).toEqual([{ add: add('a', undefined, 7n), version: 1n }])
  })

  test('a remove of an unknown file is a tombstone all the same', () => {
    expect(replay([remove('a')]).tombstones.size).toBe(1)
  })

  test('the newest transaction of an application counts, also with a lower version', () => {
    const snapshot = replay([{ kind: 'txn', appId: 'a', version: 5n }], [{ kind: 'txn', appId: 'a', version: 2n }])
    expect(snapshot.txns.get('a')?.version).toBe(2n)
  })

  test('a removed domain is gone and can come back', () => {
    const domain = (configuration: string, removed: boolean): Action => {
      return { kind: 'domainMetadata', domain: 'd', configuration, removed }
    }
    const gone = replay([domain('1', false)], [domain('1', true)])
    expect(gone.domains.size).toBe(0)
    expect(applyCommit(gone, 2n, [domain('2', false)]).domains.get('d')).toEqual(domain('2', false))
  })

  test('protocol and metadata are replaced whole and know their version', () => {
    const protocol = (minReaderVersion: number): Action => ({ kind: 'protocol', minReaderVersion, minWriterVersion: 2 })
    const snapshot = replay([protocol(1)], [], [protocol(2)], [])
    expect([snapshot.protocol?.minReaderVersion, snapshot.protocolVersion]).toEqual([2, 2n])
    expect([snapshot.metadata, snapshot.metadataVersion]).toEqual([undefined, undefined])
  })

  test('the commit info is that of the own version alone', () => {
    const info: Action = { kind: 'commitInfo', text: '{}' }
    expect(replay([info]).commitInfo).toEqual(info)
    expect(replay([info], []).commitInfo).toBeUndefined()
  })

  test('totals count bytes exactly and the rows that vectors delete', () => {
    const snapshot = replay([add('a', undefined, 9007199254740993n), add('b', vector('x'), 1n), remove('c')])
    expect(fileTotals(snapshot)).toEqual({ files: 2, bytes: 9007199254740994n, deletionVectors: 1, deletedRows: 3n })
  })

  test('a snapshot stays as it was when the next commit is applied', () => {
    const builder = new SnapshotBuilder()
    builder.apply(0n, [add('a')])
    const first = builder.build()
    builder.apply(1n, [remove('a'), add('b')])
    expect(live(first)).toEqual(['a'])
    const second = applyCommit(first, 1n, [remove('a')])
    expect([live(first), live(second)]).toEqual([['a'], []])
  })

  test('commit by commit, from any snapshot on, and from scratch give the same', () => {
    const vectors = fc.constantFrom(undefined, vector('x'), vector('x', 0), vector('y', 1))
    const name = fc.constantFrom('a', 'b', 'c', '__proto__')
    const text = fc.constantFrom('1', '2')
    const action: fc.Arbitrary<Action> = fc.oneof(
      fc.tuple(name, vectors, fc.bigInt({ min: 0n, max: 9n })).map(([path, dv, size]) => add(path, dv, size)),
      fc.tuple(name, vectors).map(([path, dv]) => remove(path, dv)),
      fc.record({ kind: fc.constant('txn' as const), appId: name, version: fc.bigInt({ min: 0n, max: 9n }) }),
      fc.record({
        kind: fc.constant('domainMetadata' as const),
        domain: name,
        configuration: text,
        removed: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('protocol' as const), minReaderVersion: fc.nat(3), minWriterVersion: fc.nat(7) }),
      fc.record({ kind: fc.constant('commitInfo' as const), text }),
    )
    const commits = fc.array(fc.array(action, { maxLength: 6 }), { maxLength: 12 })
    fc.assert(
      fc.property(commits, fc.nat(12), (all, cut) => {
        const whole = replay(...all)
        const stepwise = all.reduce(
          (snapshot, actions, version) => applyCommit(snapshot, BigInt(version), actions),
          emptySnapshot(),
        )
        const resumed = new SnapshotBuilder(replay(...all.slice(0, cut)))
        for (const [index, actions] of all.slice(cut).entries()) resumed.apply(BigInt(cut + index), actions)
        expect(stepwise).toEqual(whole)
        if (cut <= all.length) expect(resumed.build()).toEqual(whole)
        for (const identity of whole.files.keys()) expect(whole.tombstones.has(identity)).toBe(false)
      }),
      { numRuns: 1_000 },
    )
  })
})
