import { mkdir, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkpointParquet, int, long, stringMap, struct, text } from '../../../test/checkpoint-parquet.ts'
import {
  checkpointInParts,
  checkpointRows,
  classicCheckpoint,
  commitFiles,
  type LogFiles,
  logFile,
} from '../../../test/log-files.ts'
import { scanCommits } from '../../../test/scan-commits.ts'
import { temporaryFolder, writeFiles } from '../../../test/temporary-folder.ts'
import { commitFileName, uuidCheckpointFileName } from '../../shared/delta/log-names.ts'
import type { DeltaLog } from './delta-log.ts'
import { openLog } from './open-log.ts'
import { reconstructSnapshot, type SnapshotRead } from './reconstruct-snapshot.ts'
import { scanLog } from './scan-log.ts'

const folder = temporaryFolder()
const NEVER = new AbortController().signal
let made = 0

async function logOf(files: LogFiles): Promise<DeltaLog> {
  const path = await writeFiles(join(folder(), `table-${made++}`), files)
  const opened = await openLog(path, NEVER)
  if (opened.kind === 'refused') throw new Error(opened.problems[0]?.message)
  return opened.log
}

async function read(files: LogFiles, version: bigint | 'head' = 'head'): Promise<SnapshotRead> {
  await using log = await logOf(files)
  return reconstructSnapshot(log, version, {}, NEVER)
}

/** Version, number of files and the version that the reading began with. */
function summary(result: SnapshotRead): unknown {
  if (result.kind === 'error') return result.error.kind
  const { snapshot, base, warnings } = result
  return [Number(snapshot.version), snapshot.files.size, base && `${base.kind} ${base.version}`, warnings.length]
}

test('a log without checkpoints is read from 0 to any version', async () => {
  const files = commitFiles(0, 4)
  expect(summary(await read(files))).toEqual([4, 5, undefined, 0])
  expect(summary(await read(files, 2n))).toEqual([2, 3, undefined, 0])
  expect(summary(await read(files, 5n))).toBe('VersionNotFound')
  expect(summary(await read(files, -1n))).toBe('VersionNotFound')
})

test('the newest whole checkpoint that is not after the version is the base', async () => {
  const files = { ...commitFiles(0, 6), ...classicCheckpoint(2), ...checkpointInParts(4, 3) }
  expect(summary(await read(files))).toEqual([6, 7, 'multi-part 4', 0])
  expect(summary(await read(files, 3n))).toEqual([3, 4, 'classic 2', 0])
  expect(summary(await read(files, 1n))).toEqual([1, 2, undefined, 0])
})

test('the commitInfo of a version that is a checkpoint comes from its commit', async () => {
  const result = await read({ ...commitFiles(0, 2), ...classicCheckpoint(2) })
  expect(result).toMatchObject({ kind: 'ok', snapshot: { commitInfo: { timestamp: 1_000_002n } } })
})

test('a checkpoint with a missing or an empty part is not one', async () => {
  const older = { ...commitFiles(1, 4), ...classicCheckpoint(1) }
  expect(summary(await read({ ...older, ...checkpointInParts(3, 3, [2]) }))).toEqual([4, 5, 'classic 1', 0])
  const [part = ''] = Object.keys(checkpointInParts(3, 3))
  const empty = { ...older, ...checkpointInParts(3, 3), [part]: '' }
  expect(summary(await read(empty))).toEqual([4, 5, 'classic 1', 0])
  expect(summary(await read({ ...commitFiles(4, 4), ...checkpointInParts(3, 3, [1]) }))).toBe('VersionsNotContiguous')
})

test('a damaged checkpoint is left for an older one, or for the commits, and told', async () => {
  const damaged = { [Object.keys(classicCheckpoint(3))[0] ?? '']: Buffer.from('PAR1 but not really PAR1') }
  const files = { ...commitFiles(0, 4), ...damaged }
  expect(summary(await read(files))).toEqual([4, 5, undefined, 1])
  expect(summary(await read({ ...files, ...classicCheckpoint(1) }))).toEqual([4, 5, 'classic 1', 1])
  const result = await read({ ...commitFiles(4, 4), ...damaged })
  expect(result).toMatchObject({
    error: { kind: 'InvalidCheckpoint', problems: [{ rule: 'checkpoint.footer', file: Object.keys(damaged)[0] }] },
  })
})

test('gaps, missing starts and empty logs have names', async () => {
  expect(summary(await read({ ...commitFiles(0, 1), ...commitFiles(3, 3) }))).toBe('VersionsNotContiguous')
  expect(summary(await read(commitFiles(2, 3)))).toBe('VersionsNotContiguous')
  expect(summary(await read({ [logFile('_last_checkpoint')]: '{}' }))).toBe('TableNotFound')
  expect(summary(await read({ [logFile(commitFileName(0n))]: '{"commitInfo":{}}\n' }))).toBe('MissingProtocol')
  expect(summary(await read({ [logFile(commitFileName(0n))]: 'nonsense\n' }))).toBe('InvalidCommit')
})

const UUID = '80a083e8-7026-4e79-81be-64bd76c43a11'

function v2Checkpoint(version: number, format: 'json' | 'parquet', path: string): LogFiles {
  const sidecar = { path, sizeInBytes: 1, modificationTime: 2 }
  const [protocol, metadata, ...adds] = checkpointRows(version)
  const name = logFile(uuidCheckpointFileName(BigInt(version), UUID, format))
  const top =
    format === 'json'
      ? `{"checkpointMetadata":{"version":${version}}}\n${JSON.stringify(protocol)}\n` +
        `{"metaData":{"id":"m","format":{"provider":"parquet","options":{}},"schemaString":"{}","partitionColumns":[],"configuration":{}}}\n` +
        `${JSON.stringify({ sidecar })}\n`
      : checkpointParquet(
          [protocol ?? {}, metadata ?? {}, { sidecar: { ...sidecar, sizeInBytes: 1n, modificationTime: 2n } }],
          {
            columns: TOP_COLUMNS,
          },
        )
  return { [name]: top, [logFile('_sidecars/s 1.parquet')]: checkpointParquet(adds) }
}

const TOP_COLUMNS = [
  struct('protocol', [int('minReaderVersion'), int('minWriterVersion')]),
  struct('metaData', [text('id'), text('schemaString')]),
  struct('sidecar', [text('path'), long('sizeInBytes'), long('modificationTime'), stringMap('tags')]),
]

test.for(['json', 'parquet'] as const)('a V2 checkpoint in %s is read with its sidecars', async format => {
  const files = { ...commitFiles(4, 4), ...v2Checkpoint(3, format, 's%201.parquet') }
  expect(summary(await read(files))).toEqual([4, 5, `uuid-${format} 3`, 0])
})

test('a feature without the one that it needs is no reason to refuse reading; lists that do not fit are', async () => {
  const features = (readers: readonly string[]) => ({
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: readers,
    writerFeatures: ['rowTracking'],
  })
  const withProtocol = (protocol: unknown) => ({
    ...commitFiles(0, 0),
    [logFile(commitFileName(1n))]: JSON.stringify({ protocol }),
  })
  expect(summary(await read(withProtocol(features([]))))).toEqual([1, 1, undefined, 0])
  expect(summary(await read(withProtocol(features(['v2Checkpoint']))))).toBe('InvalidProtocol')
})

test('a V2 checkpoint without one of its sidecars, or with one outside of its folder, is not used', async () => {
  const commits = commitFiles(0, 4)
  const { [logFile('_sidecars/s 1.parquet')]: _, ...lost } = v2Checkpoint(3, 'json', 's%201.parquet')
  for (const files of [
    lost,
    v2Checkpoint(3, 'json', '../../secret.parquet'),
    v2Checkpoint(3, 'json', 'x%2F..%2Fy.parquet'),
  ]) {
    await using log = await logOf({ ...commits, ...files })
    expect(summary(await reconstructSnapshot(log, 'head', {}, NEVER))).toEqual([4, 5, undefined, 1])
    const scan = await scanLog(log, scanCommits, NEVER)
    expect(scan.findings.map(({ rule }) => rule)).toEqual(['checkpoint.sidecar'])
    expect(scan.checkpoints[0]?.fault).toBeDefined()
  }
})

test('a log that is a link, or whose commit is one, is refused or told', async () => {
  const path = await writeFiles(join(folder(), 'linked'), commitFiles(0, 1))
  await mkdir(join(folder(), 'elsewhere'))
  await rename(join(path, '_delta_log'), join(folder(), 'elsewhere/_delta_log'))
  await symlink(join(folder(), 'elsewhere/_delta_log'), join(path, '_delta_log'))
  for (const place of [path, join(path, '_delta_log')]) {
    expect(await openLog(place, NEVER)).toMatchObject({ kind: 'refused', problems: [{ rule: 'log.refused' }] })
  }
  await using log = await logOf(commitFiles(0, 1))
  await symlink(join(log.location, logFile(commitFileName(0n))), join(log.location, logFile(commitFileName(2n))))
  const again = await openLog(log.location, NEVER)
  expect(again).toMatchObject({ log: { listing: { findings: [{ rule: 'log.not-a-file', severity: 'error' }] } } })
})

test('a table is found by its log’s folder too', async () => {
  await using log = await logOf(commitFiles(0, 1))
  expect(await openLog(join(log.location, '_delta_log'), NEVER)).toMatchObject({ log: { location: log.location } })
})
