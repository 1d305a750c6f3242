import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../../test/drafts.ts'
import { randomLog } from '../../../../test/random-log.ts'
import { temporaryFolder } from '../../../../test/temporary-folder.ts'
import { commitFileName } from '../../../shared/delta/log-names.ts'
import { printCommit } from '../../../shared/delta/print-action.ts'
import type { Snapshot } from '../../../shared/delta/snapshot.ts'
import { compareChecksum } from '../../../shared/delta/version-checksum.ts'
import { compareSnapshots } from '../../delta-log/compare-snapshots.ts'
import { openLog } from '../../delta-log/open-log.ts'
import { readChecksum } from '../../delta-log/read-checksum.ts'
import { readLastCheckpoint } from '../../delta-log/read-last-checkpoint.ts'
import { reconstructSnapshot } from '../../delta-log/reconstruct-snapshot.ts'
import { commit } from '../../log/commit.ts'
import { ObjectFailure } from '../../object-store/object-store.ts'
import { WritableFolderStore } from '../../object-store/writable-folder-store.ts'
import type { WritableStore } from '../../object-store/writable-store.ts'
import { readStoredCommits } from '../../postgres/stored-commits.ts'
import type { CheckpointOptions, CheckpointStep } from './checkpoint-outcome.ts'
import { makeCheckpoint } from './make-checkpoint.ts'

const database = useDatabase()
const folder = temporaryFolder()
const { signal } = new AbortController()
const NOW: CheckpointOptions = { nowMs: 1_000n }
const SEED = Number(process.env.CHECKPOINT_SEED ?? Math.floor(Math.random() * 1e9))

let tables = 0

interface Published extends AsyncDisposable {
  readonly tableId: string
  readonly path: string
  readonly store: WritableFolderStore
}

/** A table with these commits, each of them published. */
async function published(commits: readonly (readonly (string | object)[])[]): Promise<Published> {
  const tableId = await newTable(database)
  for (const [version, lines] of commits.entries()) {
    const outcome = await commit(database, draftOf(tableId, BigInt(version), lines))
    if (outcome.kind !== 'committed') throw new Error(`version ${version}: ${JSON.stringify(outcome)}`)
  }
  const path = join(folder(), `table-${tables++}`)
  await mkdir(path)
  const store = await WritableFolderStore.open(path)
  for await (const stored of readStoredCommits(database, tableId, 0n, BigInt(commits.length - 1))) {
    const bytes = new TextEncoder().encode(printCommit(stored))
    await store.createOnly(`_delta_log/${commitFileName(stored.version)}`, bytes, {}, signal)
  }
  return { tableId, path, store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
}

async function readBack(path: string, version: bigint): Promise<{ snapshot: Snapshot; base: bigint | undefined }> {
  const opened = await openLog(path, signal)
  if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.problems))
  await using log = opened.log
  const read = await reconstructSnapshot(log, version, {}, signal)
  if (read.kind === 'error') throw new Error(read.error.message)
  expect(read.warnings).toEqual([])
  return { snapshot: read.snapshot, base: read.base?.version }
}

async function pointerOf(path: string) {
  const opened = await openLog(path, signal)
  if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.problems))
  await using log = opened.log
  return await readLastCheckpoint(log)
}

describe(`checkpoints of a random log (seed ${SEED})`, () => {
  const { commits, snapshots } = randomLog(SEED, 40)

  test('[M5] a checkpoint reads back as the very state that the commits give, tombstones included', async () => {
    await using table = await published(commits)
    for (const version of [0, 7, 39]) {
      const outcome = await makeCheckpoint(database, table.tableId, BigInt(version), table.store, NOW, signal)
      expect(outcome, `seed ${SEED}`).toMatchObject({ kind: 'written', form: 'classic', version: BigInt(version) })
      const { snapshot, base } = await readBack(table.path, BigInt(version))
      const expected = snapshots[version]
      if (!expected) throw new Error('no snapshot')
      expect(base).toBe(BigInt(version))
      expect(compareSnapshots(expected, snapshot), `seed ${SEED}, version ${version}`).toEqual([])
      const stats = (state: Snapshot) => [...state.files].map(([key, { add: file }]) => [key, file.stats]).sort()
      expect(stats(snapshot), `seed ${SEED}, version ${version}`).toEqual(stats(expected))
      expect([...snapshot.tombstones.keys()].sort(), `seed ${SEED}`).toEqual([...expected.tombstones.keys()].sort())
      expect(await pointerOf(table.path)).toMatchObject({ kind: 'intact', version: BigInt(version), findings: [] })
    }
  })
})

describe('a checkpoint', () => {
  test('drops tombstones that have expired and keeps the others', async () => {
    const configuration = { 'delta.deletedFileRetentionDuration': 'interval 1 second' }
    await using table = await published([
      [...creation(configuration), add('a'), add('b'), add('c')],
      [commitInfo, remove('a', { deletionTimestamp: 1_000 })],
      [commitInfo, remove('b', { deletionTimestamp: 5_000 }), remove('c', { deletionTimestamp: undefined })],
    ])
    await makeCheckpoint(database, table.tableId, 2n, table.store, { nowMs: 4_000n }, signal)
    const { snapshot } = await readBack(table.path, 2n)
    expect([...snapshot.tombstones.values()].map(tombstone => tombstone.remove.path)).toEqual(['b'])
    expect(snapshot.files.size).toBe(0)
  })

  test('in V2 keeps its files in sidecars and reads back the same', async () => {
    const features = { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ['v2Checkpoint'] }
    const protocol = { ...features, writerFeatures: ['v2Checkpoint'] }
    await using table = await published([
      [...creation({ 'delta.checkpointPolicy': 'v2' }, protocol), add('a'), add('b')],
      [commitInfo, '{"txn":{"appId":"x","version":9007199254740993}}', remove('a')],
    ])
    const before = await readBack(table.path, 1n)
    const outcome = await makeCheckpoint(database, table.tableId, 1n, table.store, NOW, signal)
    expect(outcome).toMatchObject({ kind: 'written', form: 'v2', addFiles: 1, pointer: 'moved' })
    expect(await readdir(join(table.path, '_delta_log/_sidecars'))).toHaveLength(1)
    const { snapshot, base } = await readBack(table.path, 1n)
    expect(base).toBe(1n)
    expect(compareSnapshots(before.snapshot, snapshot)).toEqual([])
  })

  test('[M5] the checksum of a version is that of its snapshot, and is never replaced', async () => {
    const timed = { 'delta.enableInCommitTimestamps': 'true' }
    const protocol = { minReaderVersion: 1, minWriterVersion: 7, writerFeatures: ['inCommitTimestamp'] }
    await using table = await published([
      [...creation(timed, protocol), add('a'), { txn: { appId: 'x', version: 1 } }],
      [commitInfo, add('b'), remove('a')],
    ])
    await makeCheckpoint(database, table.tableId, 1n, table.store, NOW, signal)
    const file = '_delta_log/00000000000000000001.crc'
    const checksum = await readChecksum(table.store, { version: 1n, file })
    if (checksum.kind === 'refused') throw new Error(JSON.stringify(checksum.problems))
    const { snapshot } = await readBack(table.path, 1n)
    expect(compareChecksum(snapshot, checksum.checksum)).toEqual([])
    expect(checksum.checksum.inCommitTimestamp).toBe(snapshot.commitInfo?.inCommitTimestamp)
    await writeFile(join(table.path, '_delta_log/00000000000000000000.crc'), 'theirs')
    await makeCheckpoint(database, table.tableId, 0n, table.store, NOW, signal)
    expect(await readFile(join(table.path, '_delta_log/00000000000000000000.crc'), 'utf8')).toBe('theirs')
    const written: unknown = JSON.parse(await readFile(join(table.path, file), 'utf8'))
    expect(written).toMatchObject({
      setTransactions: [{ appId: 'x', version: 1 }],
      metadata: { id: expect.any(String) },
    })
  })

  test('is refused ahead of its commit', async () => {
    await using table = await published([[...creation(), add('a')]])
    await commit(database, draftOf(table.tableId, 1n, [commitInfo, add('b')]))
    const outcome = await makeCheckpoint(database, table.tableId, 1n, table.store, NOW, signal)
    expect(outcome).toMatchObject({ kind: 'refused', rule: 'checkpoint.unpublished' })
    const missing = await makeCheckpoint(database, table.tableId, 7n, table.store, NOW, signal)
    expect(missing).toMatchObject({ kind: 'refused', rule: 'checkpoint.version' })
  })

  test('[fault 82] never moves the pointer back, but replaces a wrong one', async () => {
    await using table = await published([
      [...creation(), add('a')],
      [commitInfo, add('b')],
    ])
    const at = (version: bigint) => makeCheckpoint(database, table.tableId, version, table.store, NOW, signal)
    expect(await at(1n)).toMatchObject({ pointer: 'moved' })
    expect(await at(0n)).toMatchObject({ pointer: 'kept' })
    const pointer = join(table.path, '_delta_log/_last_checkpoint')
    for (const wrong of ['', '{"version":1,"siz', '{"version":999,"size":3}']) {
      await writeFile(pointer, wrong)
      expect(await at(1n)).toMatchObject({ pointer: 'moved' })
      expect(await pointerOf(table.path)).toMatchObject({ kind: 'intact', version: 1n, findings: [] })
    }
  })

  test('[M4] stopped at any step leaves a log that reads the same, and the next attempt completes it', async () => {
    await using table = await published([
      [...creation(), add('a')],
      [commitInfo, remove('a'), add('b')],
    ])
    const before = await readBack(table.path, 1n)
    const steps: CheckpointStep[] = []
    const onStep = (step: CheckpointStep) => void steps.push(step)
    await makeCheckpoint(database, table.tableId, 0n, table.store, { ...NOW, onStep }, signal)
    expect(steps).toEqual(['look', 'build', 'store', 'verify', 'checksum', 'point'])
    for (const stopped of steps) {
      const stop = new AbortController()
      const crash = (step: CheckpointStep) => {
        if (step === stopped) throw new Error(`crashed at ${step}`)
      }
      const crashing = makeCheckpoint(database, table.tableId, 1n, table.store, { ...NOW, onStep: crash }, signal)
      await expect(crashing).rejects.toThrow(`crashed at ${stopped}`)
      const cancel = (step: CheckpointStep) => {
        if (step === stopped) stop.abort()
      }
      const cancelled = makeCheckpoint(
        database,
        table.tableId,
        1n,
        table.store,
        { ...NOW, onStep: cancel },
        stop.signal,
      )
      expect(await cancelled).toEqual({ kind: 'cancelled' })
      expect(compareSnapshots(before.snapshot, (await readBack(table.path, 1n)).snapshot), stopped).toEqual([])
    }
    const done = await makeCheckpoint(database, table.tableId, 1n, table.store, NOW, signal)
    expect(done).toMatchObject({ kind: 'written', pointer: 'moved' })
  })

  test('[M5] [fault 82] that comes back torn is removed, and the pointer stays where it was', async () => {
    await using table = await published([
      [...creation(), add('a')],
      [commitInfo, add('b')],
    ])
    await makeCheckpoint(database, table.tableId, 0n, table.store, NOW, signal)
    const file = join(table.path, '_delta_log/00000000000000000001.checkpoint.parquet')
    for (const damage of [cut, flip]) {
      const onStep = async (step: CheckpointStep) => {
        if (step === 'verify') await writeFile(file, damage(await readFile(file)))
      }
      const outcome = await makeCheckpoint(database, table.tableId, 1n, table.store, { ...NOW, onStep }, signal)
      expect(outcome).toMatchObject({ kind: 'failed', rule: 'checkpoint.verify' })
      expect((await readBack(table.path, 1n)).base).toBe(0n)
      expect(await pointerOf(table.path)).toMatchObject({ kind: 'intact', version: 0n, findings: [] })
    }
  })

  test.each(['classic', 'v2'])(
    '[M4] (%s) converges after the n-th operation of its store failed, for every n',
    async policy => {
      const features = { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ['v2Checkpoint'] }
      const protocol = { ...features, writerFeatures: ['v2Checkpoint'] }
      await using table = await published([
        [...creation({ 'delta.checkpointPolicy': policy }, protocol), add('a')],
        [commitInfo, remove('a'), add('b')],
      ])
      const before = await readBack(table.path, 1n)
      let failed = 0
      for (let n = 1; ; n++) {
        const making = makeCheckpoint(database, table.tableId, 1n, failing(table.store, n), NOW, signal)
        const outcome = await making.catch((error: unknown) => String(error))
        expect(compareSnapshots(before.snapshot, (await readBack(table.path, 1n)).snapshot), `${policy} ${n}`).toEqual(
          [],
        )
        if (typeof outcome !== 'string') {
          expect(outcome).toMatchObject({ kind: 'written', form: policy, pointer: 'moved' })
          break
        }
        expect(outcome).toContain('no space left')
        failed++
      }
      expect(failed).toBeGreaterThanOrEqual(policy === 'v2' ? 6 : 4)
    },
  )
})

function cut(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2)
}

/** One byte of a path. */
function flip(bytes: Buffer): Buffer {
  const at = bytes.indexOf('number')
  const changed = Buffer.from(bytes)
  const place = at < 0 ? 60 : at
  changed[place] = (changed[place] ?? 0) ^ 0xff
  return changed
}

/** The same store, but its n-th operation fails. */
function failing(store: WritableStore, n: number): WritableStore {
  let left = n
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        if (--left === 0) throw new ObjectFailure('unwritable', 'There is no space left.', 'no-space')
        return Reflect.apply(member, target, args)
      }
    },
  })
}
