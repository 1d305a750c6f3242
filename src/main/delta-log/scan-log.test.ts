import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkpointInParts, classicCheckpoint, commitFiles, type LogFiles, logFile } from '../../../test/log-files.ts'
import { scanCommits } from '../../../test/scan-commits.ts'
import { temporaryFolder, writeFiles } from '../../../test/temporary-folder.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { LINE_BYTES_MAX } from '../../shared/limits.ts'
import { ArchiveStore } from '../object-store/archive-store.ts'
import { BytesObject } from '../object-store/range-object.ts'
import { listLog } from './list-log.ts'
import { openLog } from './open-log.ts'
import { type LogScan, scanLog } from './scan-log.ts'

const folder = temporaryFolder()
const NEVER = new AbortController().signal
let made = 0

async function scan(files: LogFiles, onVersion?: (versions: number) => void): Promise<LogScan> {
  const path = await writeFiles(join(folder(), `table-${made++}`), files)
  const opened = await openLog(path, NEVER)
  if (opened.kind === 'refused') throw new Error(opened.problems[0]?.message)
  await using log = opened.log
  return scanLog(log, commits => scanCommits(commits, onVersion), NEVER)
}

function rules({ findings }: LogScan): string[] {
  return findings.map(({ rule }) => rule)
}

test('a scan tells what is there, and reads every commit once', async () => {
  const seen: number[] = []
  const found = await scan(
    {
      ...commitFiles(0, 3),
      ...classicCheckpoint(2),
      [logFile('.tmp/x')]: '',
      [logFile('._0.json')]: '',
      [logFile('_staged_commits/00000000000000000004.abc.json')]: '{}',
      [logFile('00000000000000000003.crc')]: '{}',
    },
    versions => seen.push(versions),
  )
  expect(seen).toEqual([1, 2, 3, 4])
  expect(found).toMatchObject({
    head: 3n,
    commits: { count: 4, first: 0n, last: 3n },
    actions: 10,
    gaps: [],
    checksums: 1,
    staged: 1,
    foreign: { count: 2 },
    protocol: { minReaderVersion: 1, minWriterVersion: 2 },
    timesOutOfOrder: 0,
    reconstructable: [{ from: 0n, to: 3n }],
    plan: { kind: 'from-start', head: 3n },
  })
  expect(rules(found)).toEqual(['log.staged-commits', ...Array<string>(4).fill('shape.required')])
})

test('a history whose start is gone begins with the earliest checkpoint that reaches the head', async () => {
  const files = { ...commitFiles(3, 9), ...classicCheckpoint(2), ...checkpointInParts(5, 2), ...classicCheckpoint(5) }
  const { plan, reconstructable } = await scan(files)
  expect(plan).toMatchObject({ kind: 'from-checkpoint', base: { version: 2n, kind: 'classic' }, head: 9n })
  expect(reconstructable).toEqual([{ from: 2n, to: 9n }])
  const { plan: later } = await scan({
    ...commitFiles(0, 1),
    ...commitFiles(5, 9),
    ...checkpointInParts(5, 2),
    ...classicCheckpoint(5),
  })
  expect(later).toMatchObject({ kind: 'from-checkpoint', base: { version: 5n, kind: 'multi-part' } })
  expect(await scan(classicCheckpoint(4))).toMatchObject({ plan: { kind: 'from-checkpoint', commits: [] }, head: 4n })
})

test('a history with a gap that no checkpoint bridges cannot be imported, and says where', async () => {
  const found = await scan({ ...commitFiles(0, 2), ...commitFiles(6, 7), ...commitFiles(4, 4) })
  expect(found).toMatchObject({
    gaps: [
      { from: 3n, to: 3n },
      { from: 5n, to: 5n },
    ],
    reconstructable: [{ from: 0n, to: 2n }],
    plan: { kind: 'impossible', error: { kind: 'VersionsNotContiguous' } },
  })
  expect(rules(found)).toEqual(['log.gap', 'log.gap'])
})

test('a checksum of a version beyond the head tells of commits that may be lost', async () => {
  const lost = { ...commitFiles(0, 2), [logFile('00000000000000000003.crc')]: '{}' }
  expect(rules(await scan(lost))[0]).toBe('log.checksum-beyond-head')
  expect(rules(await scan({ ...lost, ...commitFiles(3, 3) }))).not.toContain('log.checksum-beyond-head')
})

test('problems come with their file and line, odd times and unknown actions are counted', async () => {
  const [zero = ''] = Object.values(commitFiles(0, 0)).map(String)
  const found = await scan({
    [logFile(commitFileName(0n))]: zero,
    [logFile(commitFileName(1n))]: '{"commitInfo":{"timestamp":5}}\n{"futureAction":{"a":1}}\n',
    [logFile(commitFileName(2n))]: `${'\n'.repeat(2)}{"commitInfo":{"timestamp":2000000}}\n{"add":{"path":1}}\n`,
    [logFile('2.json')]: zero,
  })
  expect(found.unknownActions).toEqual(new Map([['futureAction', 1]]))
  expect(found.timesOutOfOrder).toBe(1)
  expect(found.findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ rule: 'log.duplicate-version', severity: 'error', file: logFile('2.json') }),
      expect.objectContaining({ rule: 'log.time-order', file: logFile(commitFileName(1n)) }),
      expect.objectContaining({ rule: 'shape.type', file: logFile(commitFileName(2n)), line: 4 }),
    ]),
  )
})

test.for([
  ['empty', '', 'last-checkpoint.empty'],
  ['no JSON', '{"version":', 'last-checkpoint.content'],
  ['a repeated key', '{"version":2,"version":2}', 'last-checkpoint.content'],
  ['a wrong checksum', '{"version":2,"checksum":"00000000000000000000000000000000"}', 'last-checkpoint.content'],
  ['a checkpoint that is gone', '{"version":1}', 'last-checkpoint.stale'],
] as const)('a pointer to the last checkpoint with %s is told and changes nothing', async ([, pointer, rule]) => {
  const found = await scan({ ...commitFiles(0, 3), ...classicCheckpoint(2), [logFile('_last_checkpoint')]: pointer })
  expect(rules(found)).toEqual([rule])
  expect(found.plan.kind).toBe('from-start')
})

test('a line that is too long is told, not read', async () => {
  const [zero = ''] = Object.values(commitFiles(0, 0)).map(String)
  const long = `{"add":{"path":"${'x'.repeat(LINE_BYTES_MAX)}"}}\n`
  const found = await scan({ [logFile(commitFileName(0n))]: zero, [logFile(commitFileName(1n))]: zero + long })
  expect(found.findings).toMatchObject([{ rule: 'json.size', line: 5, file: logFile(commitFileName(1n)) }])
})

test('a folder of a million foreign files is listed without keeping them', async () => {
  const file = new BytesObject(Buffer.from('{}'), 0n)
  const entry = { kind: 'file' as const, size: 2, modificationTime: 0n, open: async () => file }
  const entries = new Map(
    Array.from({ length: 1_000_000 }, (_, index) => {
      const path = logFile(index === 0 ? commitFileName(0n) : `junk-${index}`)
      return [path, { ...entry, path }] as const
    }),
  )
  const listing = await listLog(new ArchiveStore('memory', entries, async () => {}), NEVER)
  expect(listing).toMatchObject({ commits: [{ version: 0n }], foreign: { count: 999_999 } })
  expect(listing.foreign.examples).toHaveLength(20)
})
