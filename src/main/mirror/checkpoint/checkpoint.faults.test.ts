import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../../test/drafts.ts'
import { runKilled } from '../../../../test/killed-command.ts'
import { mirrorOf } from '../../../../test/mirrored-table.ts'
import { stride } from '../../../../test/moments.ts'
import { temporaryFolder } from '../../../../test/temporary-folder.ts'
import type { Snapshot } from '../../../shared/delta/snapshot.ts'
import { compareSnapshots } from '../../delta-log/compare-snapshots.ts'
import { openLog } from '../../delta-log/open-log.ts'
import { readLastCheckpoint } from '../../delta-log/read-last-checkpoint.ts'
import { reconstructSnapshot } from '../../delta-log/reconstruct-snapshot.ts'
import { commit } from '../../log/commit.ts'
import { checkpointMirror } from '../checkpoint-mirror.ts'
import { setTarget } from '../set-target.ts'

const database = useDatabase()
const folder = temporaryFolder()
const { signal } = new AbortController()
const POINTS_MAX = 200
const STRIDE = stride(9)
const FEATURES = { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ['v2Checkpoint'] }
const PROTOCOL = { ...FEATURES, writerFeatures: ['v2Checkpoint'] }

async function published(policy: string): Promise<{ tableId: string; name: string; log: string; target: string }> {
  const tableId = await newTable(database)
  const commits = [
    [...creation({ 'delta.checkpointPolicy': policy }, PROTOCOL), add('a'), add('b')],
    [commitInfo, remove('a'), add('c')],
  ]
  for (const [version, lines] of commits.entries()) await commit(database, draftOf(tableId, BigInt(version), lines))
  const target = join(folder(), policy)
  await mkdir(target)
  await setTarget(database, { tableId, target }, signal)
  expect(await runKilled(database, ['mirror', 'run', '--once'], 0)).toBe(true)
  const { name, published: upTo } = await mirrorOf(database, tableId)
  expect(upTo).toBe(1n)
  return { tableId, name, target, log: join(target, '_delta_log') }
}

async function readBack(target: string): Promise<{ snapshot: Snapshot; base: bigint | undefined; pointer: string }> {
  const opened = await openLog(target, signal)
  if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.problems))
  await using log = opened.log
  const read = await reconstructSnapshot(log, 1n, {}, signal)
  if (read.kind === 'error') throw new Error(read.error.message)
  expect(read.warnings).toEqual([])
  return { snapshot: read.snapshot, base: read.base?.version, pointer: (await readLastCheckpoint(log)).kind }
}

test.each(['classic', 'v2'])(
  '[M4] [fault 82] (%s) a checkpoint that is killed before or after any change of a file leaves a log that reads the same, and the next one is whole',
  async policy => {
    const { tableId, name, log, target } = await published(policy)
    const before = await readBack(target)
    const checkpoint = ['mirror', 'checkpoint', '--table', name]
    let points = 0
    for (let isWhole = false; !isWhole && points <= POINTS_MAX; points += STRIDE) {
      isWhole = await runKilled(database, checkpoint, points + 1)
      const left = await readBack(target)
      expect(compareSnapshots(before.snapshot, left.snapshot), `point ${points + 1}`).toEqual([])
      // A pointer is there only behind a checkpoint that is whole.
      if (left.pointer === 'intact') expect(left.base, `point ${points + 1}`).toBe(1n)
      else expect(left.pointer, `point ${points + 1}`).toBe('absent')
      const made = await checkpointMirror(database, await mirrorOf(database, tableId), () => {}, signal)
      expect(made, `point ${points + 1}`).toMatchObject({ kind: 'written' })
      const after = await readBack(target)
      expect(compareSnapshots(before.snapshot, after.snapshot), `point ${points + 1}`).toEqual([])
      expect(after, `point ${points + 1}`).toMatchObject({ base: 1n, pointer: 'intact' })
      for (const file of await readdir(log)) {
        if (!/^\d{20}\.json$/.test(file)) await rm(join(log, file), { recursive: true })
      }
    }
    expect(points, 'some points were met').toBeGreaterThan(15)
    expect(await readFile(join(log, '00000000000000000001.json'), 'utf8')).toContain('"c"')
  },
  1_800_000,
)
