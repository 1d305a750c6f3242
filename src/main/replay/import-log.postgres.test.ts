import { mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, remove } from '../../../test/drafts.ts'
import { expectImported, runImport } from '../../../test/import.ts'
import type { ImportPlanChoice } from '../../shared/contract/task-inputs.ts'
import type { TaskOutcome } from '../../shared/contract/tasks.ts'
import { commitFileName, uuidCheckpointFileName } from '../../shared/delta/log-names.ts'
import { LINE_BYTES_MAX } from '../../shared/limits.ts'
import { readHistoryPage } from '../postgres/versions.ts'

const database = useDatabase()
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-import-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** A deletion vector of its own for each name. */
const vector = (name: string) => ({
  deletionVector: { storageType: 'u', pathOrInlineDv: `${name}b^-aqEH.-t@S}K{vb[*k^`, sizeInBytes: 36, cardinality: 1 },
})
const text = (lines: readonly object[]) => lines.map(line => `${JSON.stringify(line)}\n`).join('')
const appended = (path: string) => text([commitInfo, add(path)])

/** A table's folder with these files in its log. */
async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(home, 'table-'))
  await mkdir(join(folder, '_delta_log'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, '_delta_log', name), content)
  return folder
}

function commitFiles(...texts: string[]): Record<string, string> {
  return Object.fromEntries(texts.map((content, version) => [commitFileName(BigInt(version)), content]))
}

function run(path: string, name?: string, plan: Partial<ImportPlanChoice> = {}): Promise<TaskOutcome> {
  return runImport(database, path, { plan: { ...plan, name } })
}

async function rowsInDatabase(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select (select count(*) from dl_tables) as tables, (select count(*) from dl_table_versions) as versions,
            (select count(*) from dl_add_files) as adds`,
  )
  return rows
}

describe('a log that cannot be taken leaves no trace and says which file, which line and why', () => {
  const good = [text(creation()), appended('a'), appended('b')] as const
  const protocol = {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: ['v2Checkpoint'],
    writerFeatures: ['appendOnly', 'v2Checkpoint'],
  }
  const checkpoint = uuidCheckpointFileName(1n, '3a0d65cd-4056-49b8-937b-95f9e3ee90e5', 'json')
  const cases: Record<string, [Record<string, string | Uint8Array>, object]> = {
    'a gap': [{ [commitFileName(0n)]: good[0], [commitFileName(2n)]: good[1] }, { rule: 'log.gap' }],
    'a torn line': [
      commitFiles(good[0], `${appended('a')}{"add":{"path":"b","parti`),
      { rule: 'json.syntax', file: '_delta_log/00000000000000000001.json', line: 3 },
    ],
    'a torn line behind blank lines': [
      commitFiles(`\n\r\n${good[0]}\n{"add"`),
      { rule: 'json.syntax', file: '_delta_log/00000000000000000000.json', line: 7 },
    ],
    'a version that is there twice': [
      { ...commitFiles(...good), '1.json': good[1] },
      { rule: 'log.duplicate-version', file: '_delta_log/1.json' },
    ],
    'no JSON': [commitFiles(good[0], 'not json\n'), { rule: 'json.syntax', line: 1 }],
    'an empty commit': [
      commitFiles(good[0], ''),
      { rule: 'commit.empty', file: '_delta_log/00000000000000000001.json' },
    ],
    'a byte order mark': [commitFiles(`\ufeff${good[0]}`), { rule: 'commit.bom' }],
    'bytes that are no UTF-8': [
      { ...commitFiles(good[0]), [commitFileName(1n)]: Buffer.from('{"commitInfo":{}}\n{"add":"\xff"}\n', 'latin1') },
      { rule: 'log.encoding', line: 2 },
    ],
    'a log that begins late': [{ [commitFileName(3n)]: good[0] }, { rule: 'log.versions-not-contiguous' }],
    'a log without commits': [{ _last_checkpoint: '{}' }, { rule: 'log.nothing' }],
    'a version 0 without protocol': [commitFiles(appended('a')), { rule: 'commit.protocol-missing' }],
    'a table without metadata': [
      commitFiles(text(creation().filter(line => !('metaData' in line)))),
      { rule: 'commit.metadata-missing', file: '_delta_log/00000000000000000000.json' },
    ],
    'a checkpoint without metadata': [
      { [checkpoint]: text([{ checkpointMetadata: { version: 1 } }, { protocol }]), [commitFileName(2n)]: good[1] },
      { rule: 'commit.metadata-missing', file: `_delta_log/${checkpoint}` },
    ],
    'a feature of writers that readers are asked for': [
      commitFiles(good[0], text([{ protocol: { ...protocol, readerFeatures: ['appendOnly', 'v2Checkpoint'] } }])),
      { rule: 'protocol.writer-feature-for-readers', file: '_delta_log/00000000000000000001.json' },
    ],
    'a path added with two deletion vectors': [
      commitFiles(good[0], text([add('x', vector('a')), add('x', vector('b'))])),
      { rule: 'commit.add-path-repeated', line: 2 },
    ],
    'a path removed with two deletion vectors': [
      commitFiles(good[0], text([add('x', vector('a'))]), text([remove('x', vector('a')), remove('x', vector('b'))])),
      { rule: 'commit.remove-path-repeated', line: 2 },
    ],
    'a live path that gets a deletion vector while the file without one stays': [
      commitFiles(...good, text([add('a', vector('a'))])),
      { rule: 'table.add-path-live', file: '_delta_log/00000000000000000003.json', line: 1 },
    ],
    'an action of checkpoints': [
      commitFiles(good[0], text([{ checkpointMetadata: { version: 1 } }])),
      { rule: 'commit.checkpoint-action', line: 1 },
    ],
    'a file added twice in a late version': [
      commitFiles(...good, text([commitInfo, add('x'), add('x')])),
      { rule: 'commit.add-repeated', file: '_delta_log/00000000000000000003.json', line: 3 },
    ],
  }
  for (const [what, [files, problem]] of Object.entries(cases)) {
    test(what, async () => {
      const before = await rowsInDatabase()
      const end = await run(await folderOf(files))
      expect(end).toMatchObject({
        kind: 'refused',
        problems: expect.arrayContaining([expect.objectContaining(problem)]),
      })
      expect(await rowsInDatabase()).toEqual(before)
    })
  }

  test('no folder, no _delta_log, a file in its place, a link in its place', async () => {
    const problem = (rule: string) => ({ kind: 'refused', problems: [{ rule }] })
    expect(await run(join(home, 'nowhere'))).toMatchObject(problem('log.absent'))
    const empty = await mkdtemp(join(home, 'empty-'))
    expect(await run(empty)).toMatchObject(problem('log.absent'))
    const log = join(empty, '_delta_log')
    await writeFile(log, '')
    expect(await run(empty)).toMatchObject({ kind: 'refused' })
    await rm(log)
    await symlink(join(await folderOf(commitFiles(good[0])), '_delta_log'), log)
    expect(await run(empty)).toMatchObject({ problems: [{ message: expect.stringContaining('symbolic link') }] })
  })

  test('every broken file is named, not only the first', async () => {
    const end = await run(await folderOf(commitFiles(good[0], '{', appended('a'), '}', '[]')))
    const files = end?.kind === 'refused' ? end.problems.map(({ file }) => file && basename(file, '.json').at(-1)) : []
    expect(files).toEqual(['1', '3', '4'])
  })

  test('a name that is taken by another table', async () => {
    const folder = await folderOf(commitFiles(good[0]))
    expect(await run(folder, 'taken')).toMatchObject({ kind: 'imported', name: 'taken' })
    const before = await rowsInDatabase()
    const other = await folderOf(commitFiles(text([...creation(), add('other')])))
    expect(await run(other, 'taken')).toMatchObject({
      kind: 'refused',
      problems: [{ rule: 'import.differs', file: '_delta_log/00000000000000000000.json', line: 4 }],
      kept: null,
    })
    expect(await rowsInDatabase()).toEqual(before)
  })
})

test('without a name the table is called as its folder, with a number behind it the second time', async () => {
  const folder = await folderOf(commitFiles(text(creation())))
  expect(await run(folder)).toMatchObject({ kind: 'imported', name: basename(folder) })
  expect(await run(folder)).toMatchObject({ kind: 'imported', name: `${basename(folder)}-2` })
  expect(await run(`${folder}/`)).toMatchObject({ kind: 'imported', name: `${basename(folder)}-3` })
})

test('times are the in-commit one, else the one of the commitInfo, else the one of the file, and strictly increase', async () => {
  const info = (fields: object) =>
    text([{ commitInfo: { operation: 'WRITE', ...fields } }, add(JSON.stringify(fields))])
  const folder = await folderOf(
    commitFiles(
      text(creation()),
      info({ timestamp: 1_700_000_000_000 }),
      info({ timestamp: 1_700_000_009_000, inCommitTimestamp: 1_700_000_005_000 }),
      info({}),
      info({ timestamp: -5 }),
      info({ timestamp: '2024-01-01' }),
    ),
  )
  for (const version of [3n, 4n, 5n]) {
    const file = join(folder, '_delta_log', commitFileName(version))
    await utimes(file, 1_700_000_010 + Number(version), 1_700_000_010 + Number(version))
  }
  const end = expectImported(await run(folder))
  const { versions } = await readHistoryPage(database, { tableId: end.tableId, limit: 10 })
  expect(
    versions.reverse().map(({ committedAt, timeSource }) => [committedAt - 1_700_000_000_000, timeSource]),
  ).toEqual([
    [0, 'commit-info'],
    [1, 'commit-info'],
    [5_000, 'in-commit'],
    [13_000, 'file'],
    [14_000, 'file'],
    [15_000, 'file'],
  ])
})

test('files that come, go and come again across one batch have the totals of a replay', async () => {
  const folder = await folderOf(
    commitFiles(
      text([...creation(), add('a'), add('b')]),
      text([commitInfo, remove('a')]),
      text([commitInfo, add('a', { size: 5 })]),
      text([commitInfo, remove('a'), add('b', { size: 7 })]),
      text([commitInfo, add('a', { size: 9 })]),
    ),
  )
  const end = expectImported(await run(folder))
  const { versions } = await readHistoryPage(database, { tableId: end.tableId, limit: 10 })
  expect(versions.reverse().map(({ totalFiles, totalBytes }) => [totalFiles, totalBytes])).toEqual([
    [2n, 2000n],
    [1n, 1000n],
    [2n, 1005n],
    [1n, 7n],
    [2n, 16n],
  ])
})

test('history that breaks a rule of writers is taken where readers put up with it, and what is odd is told', async () => {
  const folder = await folderOf(
    commitFiles(text([...creation(), add('a')]), text([commitInfo, remove('a'), remove('never')])),
  )
  expect(await run(folder)).toMatchObject({
    kind: 'imported',
    warnings: expect.arrayContaining([
      expect.objectContaining({
        rule: 'table.remove-not-live',
        file: '_delta_log/00000000000000000001.json',
        line: 3,
      }),
    ]),
  })
})

test('an append-only table whose rows were removed is refused', async () => {
  const folder = await folderOf(
    commitFiles(text([...creation({ 'delta.appendOnly': 'true' }), add('a')]), text([commitInfo, remove('a')])),
  )
  expect(await run(folder)).toMatchObject({
    kind: 'refused',
    problems: [expect.objectContaining({ rule: 'table.append-only', line: 2 })],
  })
})

test('[fault 68] a line that is too long is told and never in memory: an import is refused, an inspection takes the other lines', async () => {
  const files = commitFiles(text(creation()), appended('a'), appended('b'))
  const folder = await folderOf(files)
  const broken = join(folder, '_delta_log', commitFileName(1n))
  // A hole of the file is a line of NUL characters.
  await truncate(broken, LINE_BYTES_MAX + 1_000)
  const refused = { rule: 'json.size', file: `_delta_log/${commitFileName(1n)}`, line: 3 }
  expect(await run(folder, 'long line')).toMatchObject({ kind: 'refused', problems: [refused], kept: null })
  const inspected = expectImported(await run(folder, 'long line', { mode: 'inspect' }))
  expect(inspected).toMatchObject({ head: 2n, inspection: true, warnings: [refused] })
  const { rows } = await database.pool.query('select path from dl_add_files where table_id = $1 order by version', [
    inspected.tableId,
  ])
  expect(rows).toEqual([{ path: 'a' }, { path: 'b' }])
})

test('an inspection tells of a file that it walks past: a version that is there twice', async () => {
  const files = { ...commitFiles(text(creation()), appended('a')), '1.json': appended('b') }
  const outcome = expectImported(await run(await folderOf(files), 'twice', { mode: 'inspect' }))
  expect(outcome).toMatchObject({ head: 1n, inspection: true })
  expect(outcome.warnings).toContainEqual(
    expect.objectContaining({ rule: 'log.duplicate-version', file: '_delta_log/1.json' }),
  )
})
