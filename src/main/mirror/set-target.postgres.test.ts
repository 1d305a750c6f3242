import { mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable } from '../../../test/drafts.ts'
import { expectImported, runImport } from '../../../test/import.ts'
import { mirroredTable, mirrorOf } from '../../../test/mirrored-table.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { commit } from '../log/commit.ts'
import { MirrorPublisher } from './publisher.ts'
import { setTarget } from './set-target.ts'

const database = useDatabase()
const folder = temporaryFolder()
const NEVER = new AbortController().signal
const POLL_MS = 20

async function publishUntil(isReached: () => Promise<boolean>): Promise<void> {
  const problems: unknown[] = []
  const onProblem = (problem: unknown) => problems.push(problem)
  const publisher = new MirrorPublisher({ database, program: 'test', pollMs: POLL_MS, onProblem })
  try {
    await expect.poll(isReached).toBe(true)
  } finally {
    await publisher.close()
  }
  expect(problems).toEqual([])
}

const fileOf = (target: string, version: number) => join(target, '_delta_log', commitFileName(BigInt(version)))

test('a table whose commits a catalog serves is mirrored to no path, whoever asks for it', async () => {
  const source = join(folder(), 'managed')
  const features = { readerFeatures: ['catalogManaged'], writerFeatures: ['catalogManaged', 'inCommitTimestamp'] }
  const protocol = { minReaderVersion: 3, minWriterVersion: 7, ...features }
  const info = { commitInfo: { ...commitInfo.commitInfo, inCommitTimestamp: 1_700_000_000_000, txnId: 'a' } }
  const [, ...rest] = creation({ 'delta.enableInCommitTimestamps': 'true' }, protocol)
  await mkdir(join(source, '_delta_log'), { recursive: true })
  await writeFile(fileOf(source, 0), [info, ...rest].map(line => `${JSON.stringify(line)}\n`).join(''))
  const { tableId } = expectImported(await runImport(database, source))
  const target = await mkdtemp(join(folder(), 'target-'))
  expect(await setTarget(database, { tableId, target }, NEVER)).toMatchObject({
    ...{ kind: 'refused', message: expect.stringMatching(/supports catalogManaged/) },
  })
  await database.pool.query('insert into dl_mirrors (table_id, target) values ($1, $2)', [tableId, target])
  await publishUntil(async () => (await mirrorOf(database, tableId)).state === 'refused')
  expect(await readdir(target)).toEqual([])
})

test('what cannot be a target or holds the log of another table is refused with what it is', async () => {
  const one = await mirroredTable(database, folder(), 2)
  await publishUntil(async () => (await mirrorOf(database, one.tableId)).published === 1n)
  const other = await newTable(database)
  await commit(database, draftOf(other, 0n, [...creation(), add('own.parquet')]))
  await commit(database, draftOf(other, 1n, [commitInfo, add('more.parquet')]))
  const refusals: readonly (readonly [target: string, why: RegExp])[] = [
    [one.target, /log of another table/],
    ['/', /root of the file system/],
    [fileOf(one.target, 0), /is a file and no folder/],
    [join(folder(), 'no', 'such'), /does not exist \(ENOENT\)/],
    // Nobody makes a file there, not even an administrator.
    ['/proc/self', /cannot be a target/],
    [await targetWith(async log => writeFile(log, '')), /is a file; expected a folder/],
    [
      await targetWith(async log => symlink(join(one.target, '_delta_log'), log)),
      /is a symbolic link; expected a folder/,
    ],
    [await targetWith(withCheckpointOnly), /nobody can tell whose log/],
  ]
  for (const [target, why] of refusals) {
    const answer = await setTarget(database, { tableId: other, target }, NEVER)
    expect(answer, target).toEqual({ kind: 'refused', message: expect.stringMatching(why) })
  }
})

/** A folder whose `_delta_log` is what `make` makes of it. */
async function targetWith(make: (log: string) => Promise<void>): Promise<string> {
  const target = await mkdtemp(join(folder(), 'target-'))
  await make(join(target, '_delta_log'))
  return target
}

async function withCheckpointOnly(log: string): Promise<void> {
  await mkdir(log)
  await writeFile(join(log, '00000000000000000007.checkpoint.parquet'), '')
}
