import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { generatedCommit } from '../../../test/generated-log.ts'
import { expectImported, runImport } from '../../../test/import.ts'
import { checksumFileName, commitFileName } from '../../shared/delta/log-names.ts'
import { plainControl } from '../tasks/task-work.ts'
import { exportLog } from './export-log.ts'

const database = useDatabase()
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-bad-input-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const FIRST = generatedCommit(0, { commits: 1, addsPerCommit: 1 })

const ADD = {
  path: 'f',
  partitionValues: { day: '2024-01-01' },
  size: 1,
  modificationTime: 1,
  dataChange: true,
}

const line = (fields: object) => `${JSON.stringify({ add: { ...ADD, ...fields } })}\n`
const paths = (...names: readonly string[]) => names.map(path => line({ path })).join('')
const stats = (text: string) => line({ stats: text })

const FIRST_LINES = FIRST.split('\n').filter(text => text !== '')
const FIRST_ADD = FIRST_LINES.find(text => text.startsWith('{"add"')) ?? ''
/** The body of the only action of that kind. */
const lineOf = (kind: string) => FIRST_LINES.map(text => JSON.parse(text)[kind]).find(body => body !== undefined)

/** No index and no compression makes it shorter. */
const LONG_PATH = Array.from({ length: 3_000 }, (_, index) =>
  Math.imul(index + 1, 0x9e3779b1)
    .toString(36)
    .slice(-2),
).join('')

/** A log of a first version that is good and a second one of this text. */
async function folderOf(text: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(home, 'table-'))
  await mkdir(join(folder, '_delta_log'))
  await writeFile(join(folder, '_delta_log', commitFileName(0n)), FIRST)
  await writeFile(join(folder, '_delta_log', commitFileName(1n)), text)
  return folder
}

describe('odd but allowed: taken, verified, and given back byte for byte', () => {
  test.for<readonly [string, string]>([
    ['[fault 55] a path that no index can hold', paths(LONG_PATH)],
    ['[fault 56] names that some file systems take for one', paths('é', 'e\u0301', 'a', 'A', 'b', 'b ')],
    ['[fault 57] names with characters of addresses', paths('a%2Fb', 'a%25b', 'a+b', 'a%20b', 'a?b', '😀')],
    ['[fault 58] absolute paths and other buckets', paths('s3://other/b/f', '/abs/f', 'abfss://c@a/f')],
    ['[fault 59] controls and bidi overrides', paths('a\u0085b', 'a\u202eb')],
    [
      '[fault 60] numbers that no double holds',
      line({ size: 0, modificationTime: 0 }).replace('"size":0', '"size":9007199254740993'),
    ],
    [
      '[fault 61] bounds that are no numbers',
      stats('{"numRecords":1,"minValues":{"price":"NaN"},"maxValues":{"price":"Infinity"}}'),
    ],
    [
      '[fault 62] bounds and counts that contradict',
      stats('{"numRecords":1,"minValues":{"id":9},"maxValues":{"id":1},"nullCount":{"id":5}}'),
    ],
    ['[fault 63] actions and fields that nobody knows', `{"future":{"x":[1, 2]}}\n${line({ someday: { a: 1 } })}`],
    [
      '[fault 65] names of inherited properties',
      line({ tags: { constructor: 'c' } }).replace('"tags":{', '"__proto__":{"a":1},"tags":{"__proto__":"p",'),
    ],
    [
      '[fault 66] partition values that are null and that are empty',
      line({ path: 'n', partitionValues: { day: null } }) + line({ partitionValues: { day: '' } }),
    ],
    [
      '[fault 67] blank lines, other line ends and none at the end',
      `\r\n${line({}).trimEnd()}\r\n\n  ${line({ path: 'g' }).trimEnd()}`,
    ],
  ])('%s', async ([name, text]) => {
    const folder = await folderOf(text)
    const imported = expectImported(await runImport(database, folder, { plan: { name } }))
    expect(imported.verification).toMatchObject({ head: 'same', differences: [] })
    const out = await mkdtemp(join(home, 'out-'))
    const input = { kind: 'export', tableId: imported.tableId, from: 0n, to: 1n, folder: out } as const
    await exportLog(database, input, plainControl<never>(name, new AbortController().signal))
    expect(await readFile(join(out, '_delta_log', commitFileName(1n)), 'utf8')).toBe(text)
  })
})

describe('[fault 67] a commit without a byte, whose version has a checksum', () => {
  const checksumOf = (files: number) =>
    JSON.stringify({
      tableSizeBytes: files === 1 ? Number(JSON.parse(FIRST_ADD).add.size) : 0,
      numFiles: files,
      numMetadata: 1,
      numProtocol: 1,
      metadata: lineOf('metaData'),
      protocol: lineOf('protocol'),
    })

  test('is taken where that describes the state before, and given back without a byte', async () => {
    const folder = await folderOf('')
    await writeFile(join(folder, '_delta_log', checksumFileName(1n)), checksumOf(1))
    const { tableId, head, warnings, verification } = expectImported(await runImport(database, folder))
    expect({ head, differences: verification?.differences }).toEqual({ head: 1n, differences: [] })
    expect(warnings).toContainEqual(expect.objectContaining({ rule: 'commit.empty' }))
    await exportLog(
      database,
      { kind: 'export', tableId, from: 0n, to: 1n, folder: join(folder, 'exported') },
      plainControl('', new AbortController().signal),
    )
    expect(await readFile(join(folder, 'exported', '_delta_log', commitFileName(1n)), 'utf8')).toBe('')
  })

  test('is refused where that describes another one', async () => {
    const folder = await folderOf('\n')
    await writeFile(join(folder, '_delta_log', checksumFileName(1n)), checksumOf(2))
    expect(await runImport(database, folder)).toMatchObject({ kind: 'refused', problems: [{ rule: 'commit.empty' }] })
  })
})

describe('not allowed: refused with its place, and nothing is left; an inspection takes what can be taken', () => {
  test.for<readonly [string, string | Buffer, RegExp]>([
    [
      '[fault 59] half of a character',
      '{"add":{"path":"\\ud800","partitionValues":{"day":"1"},"size":1,"modificationTime":1,"dataChange":true}}\n',
      /surrogate|text|string/,
    ],
    [
      '[fault 59] a NUL character',
      '{"add":{"path":"a\\u0000","partitionValues":{"day":"1"},"size":1,"modificationTime":1,"dataChange":true}}\n',
      /nul|text|string|path/,
    ],
    ['[fault 60] a negative size', line({ size: -1 }), /size/],
    [
      '[fault 64] a feature that nobody knows',
      '{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["fromTheFuture"],"writerFeatures":["fromTheFuture"]}}\n',
      /protocol|feature/,
    ],
    ['[fault 67] a byte order mark', `\ufeff${line({})}`, /bom/],
    ['[fault 67] no byte at all', '', /empty/],
    ['[fault 67] bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /encoding/],
  ])('%s', async ([name, text, rule]) => {
    const outcome = await runImport(database, await folderOf(text), { plan: { name } })
    if (outcome.kind !== 'refused') throw new Error(`ended as ${outcome.kind}`)
    expect(outcome.kept).toBeNull()
    expect(outcome.problems[0]).toMatchObject({
      file: `_delta_log/${commitFileName(1n)}`,
      rule: expect.stringMatching(rule),
    })
    const { rows } = await database.pool.query('select from dl_tables where name = $1', [name])
    expect(rows).toEqual([])
    const inspected = await runImport(database, await folderOf(text), { plan: { name, mode: 'inspect' } })
    expect(inspected).toMatchObject({ kind: 'imported', head: 1n })
  })
})
