import { expect, test } from 'vitest'
import type { ComparisonSummary } from '../../../shared/contract/comparisons.ts'
import { changeRow } from './change-row.ts'
import { comparisonJson, comparisonMarkdown, filesCsv } from './comparison-texts.ts'

const line = (path: string, size: number, stats = '{"numRecords":5}') =>
  JSON.stringify({ add: { path, partitionValues: {}, size, modificationTime: 1, dataChange: true, stats } })
const rows = [
  changeRow({ kind: 'added', path: 'a,"b".parquet', version: 4n, before: null, after: line('a,"b".parquet', 10) }),
  changeRow({ kind: 'removed', path: '=cmd', version: 3n, before: line('=cmd', 7, '{}'), after: null }),
]
const version = (number: bigint, totalFiles: bigint) => ({
  version: number,
  totalFiles,
  totalBytes: 1000n * totalFiles,
})
// A comparison with what the texts look at, and nothing else.
const summary = {
  from: version(2n, 3n),
  to: version(4n, 5n),
  files: [
    { kind: 'added', files: 2, bytesBefore: 0n, bytesAfter: 9_007_199_254_740_993n, rowsBefore: 0n, rowsAfter: null },
  ],
  churn: { commits: 2n, bytesAdded: 2000n },
} as unknown as ComparisonSummary
const changes = [{ part: 'schema', sign: '~', subject: 'a|b', what: 'renamed from `x`' }] as const

test('a sheet quotes what it must and takes no path for a formula', () => {
  expect(filesCsv(rows).split('\r\n')).toEqual([
    'change,path,version,size_before,size_after,rows_before,rows_after',
    'added,"a,""b"".parquet",4,,10,,5',
    "removed,'=cmd,3,7,,,",
    '',
  ])
})

test('Markdown keeps its table whole whatever columns are called', () => {
  const text = comparisonMarkdown('orders', summary, changes)
  expect(text).toContain('## orders: v2 → v4')
  expect(text).toContain('| schema | ~ | a\\|b | renamed from \\`x\\` |')
})

test('JSON keeps every digit', () => {
  const document = JSON.parse(comparisonJson('orders', summary, changes, rows))
  expect(document.totals[0].bytesAfter).toBe('9007199254740993')
  expect(document.files[0]).toMatchObject({
    kind: 'added',
    version: '4',
    before: null,
    after: line('a,"b".parquet', 10),
  })
})
