import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { draftOf, newTable } from '../../../test/drafts.ts'
import { randomLog } from '../../../test/random-log.ts'
import type { AcrossSide } from '../../shared/contract/across.ts'
import { type KeptDraft, READS_NOTHING } from '../../shared/contract/kept-draft.ts'
import { diffSnapshots } from '../../shared/delta/diff.ts'
import type { Snapshot } from '../../shared/delta/snapshot.ts'
import { commit } from '../log/commit.ts'
import { compareAcross, readAcrossFiles, readAcrossPartitionChanges } from './compare-across.ts'

const SEED = 20_261_121
const VERSIONS = 30
const database = useDatabase()
const { commits, snapshots } = randomLog(SEED, VERSIONS)
const { signal } = new AbortController()
const drafts = new Map<string, KeptDraft>()
const readDraft = async (draftId: string) => drafts.get(draftId)

/** The same log twice; the copy lacks the last version. */
let [original, copy] = ['', '']

beforeAll(async () => {
  original = await newTable(database)
  copy = await newTable(database)
  for (const [version, lines] of commits.entries()) {
    for (const tableId of version < VERSIONS - 1 ? [original, copy] : [original]) {
      const outcome = await commit(database, draftOf(tableId, BigInt(version), lines))
      if (outcome.kind !== 'committed') throw new Error(`seed ${SEED}, version ${version}: ${outcome.kind}`)
    }
  }
})

const at = (tableId: string, version: number): AcrossSide => ({ kind: 'version', tableId, version: BigInt(version) })
const snapshotAt = (version: number): Snapshot => {
  const snapshot = snapshots[version]
  if (!snapshot) throw new Error(`there is no snapshot of version ${version}`)
  return snapshot
}

function draft(text: string, expectedVersion: number): AcrossSide {
  const draftId = randomUUID()
  drafts.set(draftId, {
    ...{
      draftId,
      revision: 1,
      title: 'mine',
      commitId: randomUUID(),
      tableId: copy,
      tableName: 'copy',
      text,
      notes: [],
    },
    ...{ readVersion: BigInt(expectedVersion - 1), expectedVersion: BigInt(expectedVersion), operation: 'WRITE' },
    ...{ committer: 'ana', phase: 'open', wasSent: false, reads: READS_NOTHING, isolationLevel: null },
    ...{ madeAtMs: 0, editedAtMs: 0 },
  })
  return { kind: 'draft', draftId }
}

/** Holds that the files that differ between two sides are those of the two snapshots. */
async function expectDifference(before: AcrossSide, after: AcrossSide, from: number, to: number): Promise<void> {
  const summary = await compareAcross(database, readDraft, { before, after }, signal)
  const { files } = diffSnapshots(snapshotAt(from), snapshotAt(to))
  const counts = Object.fromEntries((summary?.files ?? []).map(({ kind, files: count }) => [kind, count]))
  const changed = (kind: string) => files.changed.filter(change => change.kind === kind)
  expect([counts.added ?? 0, counts.removed ?? 0]).toEqual([files.added.length, files.removed.length])
  expect(counts['deletion-vector'] ?? 0).toBe(changed('deletion-vector').length)
  expect(counts.refreshed ?? 0).toBe(changed('refreshed').length)
  const changes = await readAcrossPartitionChanges(database, readDraft, { before, after, limit: 2_000 }, signal)
  const sumOf = (part: 'added' | 'removed' | 'changed') =>
    (changes?.partitions ?? []).reduce((sum, partition) => sum + partition[part], 0)
  expect([sumOf('added'), sumOf('removed')]).toEqual([files.added.length, files.removed.length])
  expect(sumOf('changed')).toBe(files.changed.length)
  const came = new Set(files.added.map(({ partitionValues }) => JSON.stringify(Object.fromEntries(partitionValues))))
  for (const values of came) {
    expect(changes?.partitions.map(partition => partition.values)).toContainEqual(JSON.parse(values))
  }
  const found: string[] = []
  for (let beyond: { path: string; delta: bigint } | undefined, isMore = true; isMore; ) {
    const request = { before, after, kind: 'added' as const, beyond, limit: 3 }
    const page = await readAcrossFiles(database, readDraft, request, signal)
    if (!page) throw new Error('expected a page')
    for (const change of page.changes) {
      found.push(change.path)
      expect(change.before).toBeNull()
      expect(JSON.parse(change.after ?? '{}').add.path).toBe(change.path)
    }
    beyond = page.next ?? undefined
    isMore = page.next !== null
  }
  expect(found.toSorted()).toEqual(files.added.map(({ path }) => path).toSorted())
}

test('versions of two tables differ in what versions of one would', async () => {
  await expectDifference(at(original, 20), at(copy, 20), 20, 20)
  await expectDifference(at(original, 5), at(copy, 25), 5, 25)
  await expectDifference(at(copy, 25), at(original, 5), 25, 5)
})

test('a draft is compared as the version that it would become, files and state', async () => {
  const last = VERSIONS - 1
  const committed = snapshotAt(last)
  const side = draft(commits[last]?.join('\n') ?? '', last)
  await expectDifference(at(copy, 12), side, 12, last)
  const summary = await compareAcross(database, readDraft, { before: at(copy, last - 1), after: side }, signal)
  expect(summary?.after).toMatchObject({
    version: BigInt(last),
    numFiles: BigInt(committed.files.size),
    sizeInBytes: [...committed.files.values()].reduce((sum, { add }) => sum + add.size, 0n),
    draft: { base: BigInt(last - 1), title: 'mine', unreadable: 0 },
  })
})

test('what a draft says besides files counts, and its unreadable lines are counted', async () => {
  const text = [
    '{"txn":{"appId":"mine","version":7}}',
    'no JSON',
    '{"protocol":{"minReaderVersion":1,"minWriterVersion":4}}',
  ]
  const after = draft(text.join('\n'), 999)
  const summary = await compareAcross(database, readDraft, { before: at(copy, 3), after }, signal)
  expect(summary?.after).toMatchObject({ version: 29n, protocol: text[2], draft: { base: 28n, unreadable: 1 } })
  expect(summary?.after.txns).toContain(text[0])
})

test('a side that is not there is no comparison', async () => {
  const before = at(copy, 3)
  for (const after of [at(copy, 99), at(randomUUID(), 0), { kind: 'draft', draftId: randomUUID() } as const]) {
    expect(await compareAcross(database, readDraft, { before, after }, signal)).toBe(undefined)
  }
})
