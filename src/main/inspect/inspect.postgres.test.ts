import { beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { draftOf, newTable } from '../../../test/drafts.ts'
import { randomLog } from '../../../test/random-log.ts'
import type { FileSort, PruneEvent, PruneResult } from '../../shared/contract/snapshots.ts'
import { diffSnapshots } from '../../shared/delta/diff.ts'
import { parsePredicate } from '../../shared/delta/parse-predicate.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { compileFilter, pruneFile } from '../../shared/delta/prune.ts'
import type { Snapshot } from '../../shared/delta/snapshot.ts'
import { logicalRows } from '../../shared/delta/stats.ts'
import { tableColumns } from '../../shared/delta/table-columns.ts'
import { commit } from '../log/commit.ts'
import { readChurn } from '../postgres/churn.ts'
import { scanLiveFiles } from '../postgres/scan-live-files.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { readFilePage } from '../postgres/snapshot-files.ts'
import { readFolder } from '../postgres/snapshot-folders.ts'
import { readFileSizes, readPartitionList } from '../postgres/snapshot-totals.ts'
import { blameFile } from './blame-file.ts'
import { collectStatistics } from './column-statistics.ts'
import { compareVersions, readComparedFiles, readComparedPartitions } from './compare-versions.ts'
import { pruneSnapshot } from './prune-snapshot.ts'

const SEED = 20_261_120
const VERSIONS = 60
const database = useDatabase()
const { commits, snapshots } = randomLog(SEED, VERSIONS)
const { signal } = new AbortController()
const AT = [0, 1, 7, 30, VERSIONS - 1]

let tableId: string

beforeAll(async () => {
  tableId = await newTable(database)
  for (const [version, lines] of commits.entries()) {
    const outcome = await commit(database, draftOf(tableId, BigInt(version), lines))
    if (outcome.kind !== 'committed') throw new Error(`seed ${SEED}, version ${version}: ${JSON.stringify(outcome)}`)
  }
})

const snapshotAt = (version: number): Snapshot => snapshots[version] ?? fail(version)
const filesAt = (version: number) => [...snapshotAt(version).files.values()]

function fail(version: number): never {
  throw new Error(`there is no snapshot of version ${version}`)
}

describe(`live files of a random log (seed ${SEED})`, () => {
  const keys: Record<FileSort, (file: ReturnType<typeof filesAt>[number]) => string | bigint> = {
    added: ({ version }) => version,
    path: ({ add }) => add.path,
    size: ({ add }) => add.size,
    rows: ({ add }) => logicalRows(add) ?? -1n,
    modified: ({ add }) => add.modificationTime,
    partition: ({ add }) => JSON.stringify(Object.fromEntries(add.partitionValues)),
  }

  test.each(AT)('are all of version %i and no other, in every order, whatever the page size', async version => {
    for (const sort of ['added', 'path', 'size', 'rows', 'modified', 'partition'] as const) {
      for (const descending of [true, false]) {
        const found = await allFiles({ version, sort, descending, limit: 3 })
        const wanted = filesAt(version).map(keys[sort]).toSorted(inOrder)
        expect(found.map(({ line }) => JSON.parse(line).add.path).toSorted()).toEqual(
          filesAt(version)
            .map(({ add }) => add.path)
            .toSorted(),
        )
        expect(byPath(found.map(({ line }) => line))).toEqual(
          byPath(filesAt(version).map(({ add }) => printAction(add))),
        )
        const order = found.map(file => keys[sort](fileOf(version, file.line)))
        expect(order).toEqual(descending ? wanted.toReversed() : wanted)
      }
    }
  })

  test('fit a filter by path, partition and size at once', async () => {
    const version = VERSIONS - 1
    const filter = { path: 'part-', partition: { dt: '2026-11-02' }, sizeMin: 100n, sizeMax: 4_000n }
    const found = await readFilePage(
      database,
      { tableId, version: BigInt(version), sort: 'path', descending: false, filter, limit: 500 },
      signal,
    )
    const wanted = filesAt(version).filter(
      ({ add }) =>
        add.path.includes('part-') &&
        add.partitionValues.get('dt') === '2026-11-02' &&
        add.size >= 100n &&
        add.size < 4_000n,
    )
    expect(wanted.length).toBeGreaterThan(0)
    expect(found.files.map(({ line }) => JSON.parse(line).add.path)).toEqual(
      wanted.map(({ add }) => add.path).toSorted(),
    )
  })

  test.each(AT)('of version %i amount to what the log says', async version => {
    const files = filesAt(version)
    const sizes = await readFileSizes(database, { tableId, version: BigInt(version), filter: {} }, signal)
    const rows = files.map(({ add }) => logicalRows(add))
    expect(sizes.totals).toEqual({
      files: files.length,
      bytes: sum(files.map(({ add }) => add.size)),
      rows: rows.includes(undefined) ? null : sum(rows.map(row => row ?? 0n)),
      withoutRecords: rows.filter(row => row === undefined).length,
      withVector: files.filter(({ add }) => add.deletionVector).length,
      deletedRows: sum(files.map(({ add }) => add.deletionVector?.cardinality ?? 0n)),
    })
    for (const { from, files: count } of sizes.buckets) {
      const inside = files.filter(({ add: { size } }) => (from === 0n ? size === 0n : size >= from && size < from * 2n))
      expect(count).toBe(inside.length)
    }
    const { partitions, total } = await readPartitionList(
      database,
      { tableId, version: BigInt(version), limit: 10 },
      signal,
    )
    const byDate = Map.groupBy(files, ({ add }) => add.partitionValues.get('dt') ?? null)
    expect(total).toBe(byDate.size)
    for (const { values, files: count } of partitions) expect(count).toBe(byDate.get(values.dt ?? null)?.length)
  })

  test('of a folder are those whose paths begin with it, and its folders hold the rest', async () => {
    const version = VERSIONS - 1
    const at = { tableId, version: BigInt(version) }
    const paths = filesAt(version).map(({ add }) => add.path)
    const root = await readFolder(database, { ...at, prefix: '' }, signal)
    expect(root.files).toBe(paths.filter(path => !path.includes('/')).length)
    expect(root.folders.length).toBe(root.total)
    expect(root.files + root.folders.reduce((sum, { files }) => sum + files, 0)).toBe(paths.length)
    for (const { name, files, bytes } of root.folders) {
      const below = await readFilePage(
        database,
        { ...at, sort: 'path', descending: false, filter: { prefix: name }, limit: 500 },
        signal,
      )
      expect(below.files.map(({ line }) => JSON.parse(line).add.path)).toEqual(
        paths.filter(path => path.startsWith(name)).toSorted(),
      )
      expect([files, bytes]).toEqual([
        below.files.length,
        sum(below.files.map(({ line }) => BigInt(JSON.parse(line).add.size))),
      ])
      const inside = await readFolder(database, { ...at, prefix: name }, signal)
      expect(inside.files + inside.folders.reduce((count, folder) => count + folder.files, 0)).toBe(files)
    }
  })

  test.each(AT)('of version %i are scanned once each', async version => {
    const found: string[] = []
    for await (const batch of scanLiveFiles(database, { tableId, version: BigInt(version) }, signal)) {
      found.push(...batch.map(file => `${file.version}/${file.ordinal}`))
    }
    expect(new Set(found).size).toBe(found.length)
    expect(found.length).toBe(filesAt(version).length)
  })
})

describe(`differences of a random log (seed ${SEED})`, () => {
  const pairs = [
    [0, VERSIONS - 1],
    [VERSIONS - 1, 0],
    [30, 31],
    [31, 30],
    [12, 44],
    [20, 20],
    ...Array.from({ length: 12 }, (_, index) => [(index * 17) % VERSIONS, (index * 29 + 5) % VERSIONS]),
  ] as [number, number][]

  test.each(pairs)('[v%i → v%i] are those of the two snapshots', async (from, to) => {
    const request = { tableId, from: BigInt(from), to: BigInt(to) }
    const { files } = diffSnapshots(snapshotAt(from), snapshotAt(to))
    const summary = await compareVersions(database, request, signal)
    const counts = Object.fromEntries((summary?.files ?? []).map(({ kind, files: count }) => [kind, count]))
    const wanted = {
      added: files.added.map(({ path }) => path),
      removed: files.removed.map(({ path }) => path),
      'deletion-vector': files.changed.filter(({ kind }) => kind === 'deletion-vector').map(({ path }) => path),
      refreshed: files.changed.filter(({ kind }) => kind === 'refreshed').map(({ path }) => path),
    }
    for (const kind of ['added', 'removed', 'deletion-vector', 'refreshed'] as const) {
      expect(counts[kind] ?? 0).toBe(wanted[kind].length)
      const found: string[] = []
      for (let after: { path: string; delta: bigint } | undefined, isMore = true; isMore; ) {
        const page = await readComparedFiles(database, { ...request, kind, after, limit: 4 }, signal)
        for (const change of page.changes) {
          expect(change.before === null).toBe(kind === 'added')
          expect(change.after === null).toBe(kind === 'removed')
          found.push(change.path)
        }
        after = page.next ?? undefined
        isMore = page.next !== null
      }
      expect(found.toSorted()).toEqual(wanted[kind].toSorted())
    }
    const added = summary?.files.find(({ kind }) => kind === 'added')
    expect(added?.bytesAfter ?? 0n).toBe(files.totals.bytesAdded)
    const { partitions } = await readComparedPartitions(database, { ...request, limit: 100 }, signal)
    expect(partitions.reduce((count, partition) => count + partition.added, 0)).toBe(wanted.added.length)
    expect(partitions.reduce((count, partition) => count + partition.removed, 0)).toBe(wanted.removed.length)
  })

  test('churn counts what came and went on the way', async () => {
    const churn = await readChurn(database, { tableId, older: 10n, newer: 40n }, signal)
    const range = commits.slice(11, 41).flat()
    expect(churn.commits).toBe(30n)
    expect(churn.filesAdded).toBe(BigInt(range.filter(line => line.startsWith('{"add"')).length))
    expect(churn.operations.reduce((count, { commits: some }) => count + some, 0)).toBe(30)
    const [before, after] = [snapshotAt(10), snapshotAt(40)]
    const net = [...after.files].filter(([key, file]) => before.files.get(key) !== file).length
    expect(churn.transientFiles).toBe(Number(churn.filesAdded) - net)
  })
})

describe(`questions to a random log (seed ${SEED})`, () => {
  const version = 44
  const predicates = [
    `dt = '2026-11-01'`,
    `id > 900`,
    `dt = '2026-11-02' and id between 100 and 300`,
    `dt is null or id < 20`,
    `note = 'x'`,
    `id > 900 and id < 5`,
  ]

  test.each(predicates)('%s keeps the files that the rules keep', async predicate => {
    const result = await prune(version, predicate)
    const parsed = parsePredicate(predicate)
    if (parsed.kind !== 'ok') throw new Error(predicate)
    const filter = compileFilter(parsed.value, tableColumns(snapshotAt(version).metadata))
    if (filter.kind !== 'ok') throw new Error(predicate)
    const files = filesAt(version).map(({ add }) => ({ add, verdict: pruneFile(filter.value, add) }))
    const kept = files.filter(({ verdict }) => verdict.kind === 'kept')
    expect(result.keptFiles.map(({ line }) => JSON.parse(line).add.path).toSorted()).toEqual(
      kept.map(({ add }) => add.path).toSorted(),
    )
    expect(result.kept).toEqual({ files: kept.length, bytes: sum(kept.map(({ add }) => add.size)) })
    expect(result.total.files).toBe(files.length)
    expect(result.prunedFiles).toHaveLength(files.length - kept.length)
    expect(result.conjuncts.reduce((count, { pruned }) => count + pruned.files, 0)).toBe(files.length - kept.length)
    const unknown = kept.filter(({ verdict }) => verdict.kind === 'kept' && verdict.unknown.length > 0)
    expect(result.withoutStatistics.files).toBe(unknown.length)
  })

  test('a predicate over partitions alone is answered by the partitions', async () => {
    const byPartition = await prune(version, `dt = '2026-11-01'`)
    expect(byPartition.everyRow).toEqual(byPartition.kept)
    expect(byPartition.filesRead).toBe(byPartition.kept.files)
  })

  test('a predicate that cannot be read is answered with the place of its mistake', async () => {
    for (const [predicate, at] of [
      ['id >', 4],
      ['nope = 1', 0],
    ] as const) {
      const events = await pruneEvents(version, predicate)
      expect(events).toMatchObject([{ kind: 'invalid', issues: [{ path: ['predicate', at] }] }])
    }
  })

  test('statistics cover the columns that files describe', async () => {
    const header = await readSnapshotHeader(database, tableId, BigInt(version))
    if (!header) throw new Error('the version is missing')
    const events = []
    for await (const event of collectStatistics(database, tableId, header, signal)) events.push(event)
    const done = events.at(-1)
    if (done?.kind !== 'done') throw new Error('no result')
    const adds = filesAt(version).map(({ add }) => JSON.parse(add.stats ?? 'null'))
    const bounded = adds.filter(stats => stats?.minValues)
    expect(done).toMatchObject({ files: adds.length, withStatistics: adds.filter(Boolean).length })
    const id = done.columns.find(({ path }) => path[0] === 'id')
    expect(id).toMatchObject({
      withBounds: bounded.length,
      min: String(Math.min(...bounded.map(stats => stats.minValues.id))),
      max: String(Math.max(...bounded.map(stats => stats.maxValues.id))),
    })
    const depths = bounded.map(
      ({ minValues: { id: low } }) =>
        bounded.filter(stats => stats.minValues.id <= low && stats.maxValues.id >= low).length,
    )
    expect(id?.overlap?.worst).toBe(Math.max(...depths))
    expect(id?.overlap?.average).toBeCloseTo(depths.reduce((a, b) => a + b, 0) / depths.length)
  })

  test('every file of the log has a history that ends as the last snapshot has it', async () => {
    const live = new Set(filesAt(VERSIONS - 1).map(({ add }) => add.path))
    const paths = new Set(
      commits.flat().flatMap(line => {
        const { add } = JSON.parse(line)
        return add ? [String(add.path)] : []
      }),
    )
    for (const path of [...paths].slice(0, 40)) {
      const { events, isLive } = await blameFile(database, { tableId, path }, signal)
      expect(isLive).toBe(live.has(path))
      expect(events[0]?.kind).toBe('added')
      for (const {
        commit: { version: at, operation },
        kind,
        lines,
      } of events) {
        expect(operation).toBe(JSON.parse(commits[Number(at)]?.[0] ?? '{}').commitInfo.operation)
        expect(lines.length).toBeGreaterThan(0)
        const livesAfter = filesAt(Number(at)).some(({ add }) => add.path === path)
        expect(livesAfter).toBe(kind !== 'removed')
      }
    }
    expect((await blameFile(database, { tableId, path: 'nobody' }, signal)).events).toEqual([])
  })
})

test('a scan sees every file of its version once, whatever is committed meanwhile', async () => {
  const log = randomLog(7, 40)
  const busy = await newTable(database)
  for (const [version, lines] of log.commits.slice(0, 30).entries()) {
    expect((await commit(database, draftOf(busy, BigInt(version), lines))).kind).toBe('committed')
  }
  let next = 30
  const found: string[] = []
  for await (const batch of scanLiveFiles(database, { tableId: busy, version: 24n, pageFiles: 3 }, signal)) {
    found.push(...batch.map(file => `${file.version}/${file.ordinal}`))
    const lines = log.commits[next]
    if (lines) expect((await commit(database, draftOf(busy, BigInt(next), lines))).kind).toBe('committed')
    next++
  }
  expect(next).toBeGreaterThan(36)
  expect(new Set(found).size).toBe(found.length)
  expect(found.length).toBe(log.snapshots[24]?.files.size)
})

test('[W2] a long read that nobody waits for any more is cancelled on the server', async () => {
  const leaving = new AbortController()
  const reading = readFileSizes(database, { tableId, version: 3n, filter: { path: 'x' } }, leaving.signal)
  leaving.abort(new Error('left'))
  await expect(reading).rejects.toThrow('left')
})

async function allFiles(request: { version: number; sort: FileSort; descending: boolean; limit: number }) {
  const files = []
  for (let after: { version: bigint; ordinal: number } | undefined, isMore = true; isMore; ) {
    const page = await readFilePage(
      database,
      { ...request, tableId, version: BigInt(request.version), filter: {}, after },
      signal,
    )
    files.push(...page.files)
    after = page.next ?? undefined
    isMore = page.next !== null
  }
  return files
}

function fileOf(version: number, line: string) {
  const { add } = JSON.parse(line)
  const found = filesAt(version).find(file => file.add.path === add.path)
  if (!found) throw new Error(`${add.path} is not live at version ${version}`)
  return found
}

async function pruneEvents(version: number, predicate: string): Promise<PruneEvent[]> {
  const header = await readSnapshotHeader(database, tableId, BigInt(version))
  if (!header) throw new Error('the version is missing')
  const events = []
  const options = { predicate, keptShown: 1_000, prunedShown: 1_000 }
  for await (const event of pruneSnapshot(database, tableId, header, options, signal)) events.push(event)
  return events
}

async function prune(version: number, predicate: string): Promise<PruneResult> {
  const done = (await pruneEvents(version, predicate)).at(-1)
  if (done?.kind !== 'done') throw new Error(JSON.stringify(done))
  return done
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n)
}

function inOrder(a: string | bigint, b: string | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function byPath(lines: readonly string[]): { path: string }[] {
  return lines.map(line => JSON.parse(line).add).toSorted((a, b) => (a.path < b.path ? -1 : 1))
}
