import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, domain, metadata, protocol, remove, txn } from '../../../test/delta-actions.ts'
import type { Action, AddFile, DeletionVector, Metadata } from './actions.ts'
import { measureChurn } from './churn.ts'
import { diffSnapshots, diffVersion, type TableDiff, type VersionDiff } from './diff.ts'
import { fileIdentity } from './file-identity.ts'
import { applyCommit, emptySnapshot, type Snapshot } from './snapshot.ts'

function snapshotOf(...commits: readonly (readonly Action[])[]): Snapshot {
  return commits.reduce<Snapshot>(
    (snapshot, actions) => applyCommit(snapshot, snapshot.version + 1n, actions),
    emptySnapshot(),
  )
}

function vector(path: string, cardinality: bigint): DeletionVector {
  return { storageType: 'u', pathOrInlineDv: path, sizeInBytes: 1, cardinality }
}

const rows = (count: number) => ({ stats: `{"numRecords":${count}}` })
const CREATE = [protocol(['appendOnly']), metadata('id long, p string')]

function diffOf(before: readonly Action[], after: readonly Action[]): VersionDiff {
  return diffVersion(snapshotOf(CREATE, before), 2n, after)
}

describe('files of a version', () => {
  test('added and removed, with bytes and the rows that readers see', () => {
    const diff = diffOf(
      [add('a', { ...rows(10), deletionVector: vector('x', 3n) })],
      [remove('a', { deletionVector: vector('x', 3n) }), add('b', { ...rows(5), size: 50n })],
    )
    expect(diff.files).toMatchObject({ added: [{ path: 'b' }], removed: [{ path: 'a' }], changed: [] })
    expect(diff.files.totals).toEqual({
      filesAdded: 1,
      filesRemoved: 1,
      bytesAdded: 50n,
      bytesRemoved: 10n,
      rowsAdded: 5n,
      rowsRemoved: 7n,
    })
  })

  test('a new deletion vector is a change of the file, its rows are removed rows', () => {
    const before = add('a', rows(10))
    const after = add('a', { ...rows(10), deletionVector: vector('x', 3n) })
    const diff = diffOf([before], [remove('a'), after])
    expect(diff.files.changed).toEqual([
      { path: 'a', kind: 'deletion-vector', before, after, fields: ['deletionVector'] },
    ])
    expect(diff.files).toMatchObject({
      added: [],
      removed: [],
      totals: { filesAdded: 0, rowsAdded: 0n, rowsRemoved: 3n },
    })
    expect(diff.rewrites).toEqual([])
  })

  test('the same file added again with other statistics is refreshed, with the same it is nothing', () => {
    const diff = diffOf([add('a'), add('b', rows(1))], [add('a', { ...rows(4), dataChange: false }), add('b', rows(1))])
    expect(diff.files).toMatchObject({
      added: [],
      removed: [],
      changed: [{ path: 'a', kind: 'refreshed', fields: ['stats'] }],
    })
  })

  test('files that give way to others of their partition are a rewrite, without a data change a compaction', () => {
    const [one, two] = ['1', '2'].map(value => ({ partitionValues: new Map([['p', value]]) }))
    const kept = { dataChange: false }
    const diff = diffOf(
      [add('a', one), add('b', one), add('c', two)],
      [remove('a', kept), remove('b', kept), add('ab', { ...one, ...kept }), remove('c'), add('d', {})],
    )
    expect(diff.rewrites).toMatchObject([
      {
        partitionValues: new Map([['p', '1']]),
        removed: [{ path: 'a' }, { path: 'b' }],
        added: [{ path: 'ab' }],
        changesData: false,
      },
    ])
  })

  test('a remove that meets no live file is named', () => {
    expect(
      diffOf([add('a')], [remove('ghost'), remove('a', { deletionVector: vector('x', 1n) })]).emptyRemoves,
    ).toEqual(['ghost', 'a'])
  })

  test('rows are unknown where one file does not say', () => {
    expect(diffOf([], [add('a', rows(1)), add('b')]).files.totals.rowsAdded).toBeUndefined()
  })
})

describe('the table around the files', () => {
  test('properties, details, protocol, transactions and domains', () => {
    const before = [
      metadata('id long', {
        name: 'old',
        configuration: new Map([
          ['a', '1'],
          ['b', '1'],
        ]),
      }),
      txn('s', 1n),
      domain('d', '1'),
    ]
    const after = [
      metadata('id long', {
        description: 'new',
        configuration: new Map([
          ['b', '2'],
          ['__proto__', '3'],
        ]),
      }),
      { ...protocol(['appendOnly', 'columnMapping']), minReaderVersion: 2 },
      txn('s', 2n),
      txn('t', 9n),
      { ...domain('d'), removed: true } as Action,
    ]
    const diff: TableDiff = diffOf(before, after)
    expect(diff).toMatchObject({
      properties: [
        { key: '__proto__', from: undefined, to: '3' },
        { key: 'a', from: '1', to: undefined },
        { key: 'b', from: '1', to: '2' },
      ],
      details: [
        { key: 'description', from: undefined, to: 'new' },
        { key: 'name', from: 'old', to: undefined },
      ],
      protocol: {
        from: { minReaderVersion: 1 },
        to: { minReaderVersion: 2 },
        addedFeatures: ['columnMapping'],
        removedFeatures: [],
      },
      txns: [
        { key: 's', from: '1', to: '2' },
        { key: 't', from: undefined, to: '9' },
      ],
      domains: [{ key: 'd', from: '1', to: undefined }],
      schema: [],
    })
  })

  test('partitioning changes with its columns, not with their names', () => {
    const partitioned = (name: string, partitionColumns: string[]): Metadata => {
      const fields = [
        {
          name,
          type: 'string',
          nullable: true,
          metadata: { 'delta.columnMapping.id': 1, 'delta.columnMapping.physicalName': 'c' },
        },
      ]
      const configuration = new Map([['delta.columnMapping.mode', 'name']])
      return metadata('', { schemaString: JSON.stringify({ type: 'struct', fields }), partitionColumns, configuration })
    }
    const renamed = diffOf([partitioned('a', ['a'])], [partitioned('b', ['b'])])
    expect(renamed).toMatchObject({ partitioning: undefined, schema: [{ kind: 'renamed', path: ['b'], from: 'a' }] })
    expect(diffOf([partitioned('a', ['a'])], [partitioned('a', [])]).partitioning).toEqual({ from: ['a'], to: [] })
  })

  test('a schema that cannot be read is said to be unreadable', () => {
    expect(diffOf([], [metadata('', { schemaString: '{' })])).toMatchObject({ schema: [], isSchemaUnreadable: true })
  })
})

const path = fc.constantFrom('a', 'b', 'c', '__proto__')
const dv = fc.option(fc.constantFrom(vector('x', 1n), vector('y', 2n)), { nil: undefined })
const action: fc.Arbitrary<Action> = fc.oneof(
  fc
    .record({ path, deletionVector: dv, rows: fc.integer({ min: 2, max: 4 }) })
    .map(({ path, deletionVector, ...rest }) => add(path, { deletionVector, ...rows(rest.rows) })),
  fc.record({ path, deletionVector: dv }).map(({ path, deletionVector }) => remove(path, { deletionVector })),
  fc.constantFrom(
    metadata('id long'),
    metadata('id long, p string'),
    protocol([]),
    txn('s', 1n),
    txn('s', 2n),
    domain('d'),
  ),
)
const history = fc.array(fc.array(action, { maxLength: 6 }), { maxLength: 6 })

describe('any history', () => {
  test('the diff of a version is the diff of the snapshots around it', () => {
    fc.assert(
      fc.property(history, fc.array(action, { maxLength: 6 }), (commits, last) => {
        const before = snapshotOf(CREATE, ...commits)
        const after = applyCommit(before, before.version + 1n, last)
        const { rewrites: _, emptyRemoves: __, ...byCommit } = diffVersion(before, after.version, last)
        const bySnapshots = diffSnapshots(before, after)
        expect({ ...byCommit, files: sorted(byCommit) }).toEqual({ ...bySnapshots, files: sorted(bySnapshots) })
      }),
    )
  })

  test('a diff applied to the files before gives the files after, and back', () => {
    fc.assert(
      fc.property(history, history, (first, more) => {
        const before = snapshotOf(CREATE, ...first)
        const after = snapshotOf(CREATE, ...first, ...more)
        for (const [from, to] of [
          [before, after],
          [after, before],
        ] as const) {
          const { added, removed, changed } = diffSnapshots(from, to).files
          const files = new Map([...from.files].map(([identity, { add }]) => [identity, add]))
          for (const file of [...removed, ...changed.map(({ before }) => before)])
            expect(files.delete(identityOf(file))).toBe(true)
          for (const file of [...added, ...changed.map(({ after }) => after)]) files.set(identityOf(file), file)
          expect(files).toEqual(new Map([...to.files].map(([identity, { add }]) => [identity, add])))
        }
      }),
    )
  })

  test('a snapshot does not differ from itself', () => {
    fc.assert(
      fc.property(history, commits => {
        const snapshot = snapshotOf(CREATE, ...commits)
        expect(diffSnapshots(snapshot, snapshot)).toEqual({
          ...diffSnapshots(emptySnapshot(), emptySnapshot()),
          from: snapshot.version,
          to: snapshot.version,
        })
      }),
    )
  })
})

function identityOf({ path, deletionVector }: AddFile): string {
  return fileIdentity(path, deletionVector)
}

function sorted({ files }: TableDiff): unknown {
  const byIdentity = (a: AddFile, b: AddFile) => (identityOf(a) < identityOf(b) ? -1 : 1)
  return {
    added: files.added.toSorted(byIdentity),
    removed: files.removed.toSorted(byIdentity),
    changed: files.changed.toSorted((a, b) => byIdentity(a.after, b.after)),
    totals: files.totals,
  }
}

test('churn tells the work of which nothing is left', () => {
  const commits = [
    [add('a'), add('b', { size: 5n })],
    [remove('b'), metadata('id long')],
    [remove('a', { size: 10n })],
    [add('a')],
  ]
  expect(measureChurn(commits.map((actions, index) => ({ version: BigInt(index), actions })))).toEqual({
    commits: 4,
    filesAdded: 3,
    filesRemoved: 2,
    bytesAdded: 25n,
    bytesRemoved: 15n,
    transientFiles: 2,
    transientBytes: 15n,
    returnedFiles: 1,
    metadataChanges: 1,
    protocolChanges: 0,
  })
})
