import { describe, expect, test } from 'vitest'
import {
  checkpointPartFileName,
  checksumFileName,
  classicCheckpointFileName,
  commitFileName,
  compactedFileName,
  parseLogName,
  stagedCommitFileName,
  uuidCheckpointFileName,
} from './log-names.ts'

const UUID = '80a083e8-7026-4e79-81be-64bd76c43a11'

describe('log file names', () => {
  test.each([
    [commitFileName(3n), '00000000000000000003.json', { kind: 'commit', version: 3n }],
    [commitFileName(2n ** 63n - 1n), '09223372036854775807.json', { kind: 'commit', version: 2n ** 63n - 1n }],
    [
      stagedCommitFileName(3n, UUID),
      `_staged_commits/00000000000000000003.${UUID}.json`,
      { kind: 'staged-commit', version: 3n, uuid: UUID },
    ],
    [checksumFileName(3n), '00000000000000000003.crc', { kind: 'checksum', version: 3n }],
    [
      classicCheckpointFileName(3n),
      '00000000000000000003.checkpoint.parquet',
      { kind: 'classic-checkpoint', version: 3n },
    ],
    [
      checkpointPartFileName(3n, 1, 2),
      '00000000000000000003.checkpoint.0000000001.0000000002.parquet',
      { kind: 'checkpoint-part', version: 3n, part: 1, parts: 2 },
    ],
    [
      uuidCheckpointFileName(3n, UUID, 'json'),
      `00000000000000000003.checkpoint.${UUID}.json`,
      { kind: 'uuid-checkpoint', version: 3n, uuid: UUID, format: 'json' },
    ],
    [
      uuidCheckpointFileName(3n, UUID, 'parquet'),
      `00000000000000000003.checkpoint.${UUID}.parquet`,
      { kind: 'uuid-checkpoint', version: 3n, uuid: UUID, format: 'parquet' },
    ],
    [
      compactedFileName(3n, 5n),
      '00000000000000000003.00000000000000000005.compacted.json',
      { kind: 'compacted', start: 3n, end: 5n },
    ],
  ])('%s is printed and read', (printed, name, parsed) => {
    expect(printed).toBe(name)
    expect(parseLogName(name)).toEqual(parsed)
  })

  test.each([
    ['_last_checkpoint', { kind: 'last-checkpoint' }],
    ['_sidecars/x.parquet', { kind: 'sidecar', file: 'x.parquet' }],
    ['7.json', { kind: 'commit', version: 7n }],
    ['00.checkpoint.abc.json', { kind: 'uuid-checkpoint', version: 0n, uuid: 'abc', format: 'json' }],
  ])('%s is read', (name, parsed) => {
    expect(parseLogName(name)).toEqual(parsed)
  })

  test.each([
    '',
    '.json',
    '-1.json',
    '00000000000000000003.json.tmp',
    '.00000000000000000003.json.crc',
    '._00000000000000000003.json',
    '00000000000000000003.JSON',
    '00000000000000000003.checkpoint',
    '00000000000000000003.checkpoint.0000000003.0000000002.parquet',
    '00000000000000000003.checkpoint.0000000000.0000000002.parquet',
    '00000000000000000005.00000000000000000003.compacted.json',
    '09223372036854775808.json',
    '000000000000000000000.json',
    '_sidecars/',
    '_sidecars/a/b.parquet',
    '_commit_x.json.tmp',
    '.s3-optimization-0',
    '٣.json',
  ])('%j belongs to no log', name => {
    expect(parseLogName(name)).toBeUndefined()
  })
})
