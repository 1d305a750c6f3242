import { describe, expect, test } from 'vitest'
import { applyCommit, emptySnapshot } from './snapshot.ts'
import { compareChecksum, parseVersionChecksum, type VersionChecksum } from './version-checksum.ts'

const snapshot = applyCommit(emptySnapshot(), 0n, [
  { kind: 'protocol', minReaderVersion: 1, minWriterVersion: 2 },
  {
    kind: 'add',
    path: 'p',
    partitionValues: new Map(),
    size: 9007199254740993n,
    modificationTime: 0n,
    dataChange: true,
  },
])

const TEXT =
  '{"tableSizeBytes":9007199254740993,"numFiles":1,"numMetadata":0,"numProtocol":1,"metadata":{},"allFiles":[]}'

function read(text: string): VersionChecksum {
  const parsed = parseVersionChecksum(text)
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.issues))
  return parsed.value
}

describe('version checksum', () => {
  test('agrees with the snapshot that it describes, to the last byte', () => {
    expect(compareChecksum(snapshot, read(TEXT))).toEqual([])
    expect(compareChecksum(snapshot, read(TEXT.replace('993', '992')))).toMatchObject([
      { rule: 'checksum.differs', path: ['tableSizeBytes'] },
    ])
  })

  test('finds the file that a commit cut short has lost', () => {
    const issues = compareChecksum(emptySnapshot(), read(TEXT))
    expect(issues.map(({ path }) => path[0])).toEqual(['tableSizeBytes', 'numFiles', 'numProtocol'])
  })

  test('compares optional numbers only where they are given', () => {
    const optional = read(TEXT.replace('{', '{"numDeletionVectorsOpt":1,"inCommitTimestampOpt":5,'))
    expect(compareChecksum(snapshot, optional).map(({ message }) => message)).toEqual([
      'The checksum of version 0 says 5, the log gives none',
      'The checksum of version 0 says 1, the log gives 0',
    ])
  })

  test.each(['malformed', '[]', '{}', '{"tableSizeBytes":"1"}'])('%s is refused', text => {
    expect(parseVersionChecksum(text).kind).toBe('invalid')
  })
})
