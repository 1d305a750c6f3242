import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zipOf } from '../../../test/archives.ts'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, remove } from '../../../test/drafts.ts'
import { expectImported, runImport } from '../../../test/import.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { LARGE_COMMIT_BYTES_MIN } from '../../shared/limits.ts'
import { plainControl } from '../tasks/task-work.ts'
import { exportLog } from './export-log.ts'

const database = useDatabase()
let home: string
let table: string

const text = (lines: readonly object[]) => lines.map(line => `${JSON.stringify(line)}\n`).join('')
const path = (file: number) => `day=2024-01-01/part-${String(file).padStart(7, '0')}-${'0'.repeat(400)}.parquet`
const nameOf = (version: number) => `_delta_log/${commitFileName(BigInt(version))}`

/** A blank line and a line end of Windows are part of its bytes. */
const large = text([commitInfo, add('first')]).replace('\n', '\r\n\n')
const FILES = Math.ceil(LARGE_COMMIT_BYTES_MIN / text([add(path(0))]).length) + 1
const logged = [
  text(creation()),
  text([commitInfo, add('small')]),
  large + text(Array.from({ length: FILES }, (_, file) => add(path(file)))) + text([remove('small')]),
  text([commitInfo, remove(path(1)), add('last')]),
]

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-large-'))
  table = await folderOf('table', logged)
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function folderOf(name: string, texts: readonly string[]): Promise<string> {
  const folder = join(home, name)
  await mkdir(join(folder, '_delta_log'), { recursive: true })
  for (const [version, content] of texts.entries()) await writeFile(join(folder, nameOf(version)), content)
  return folder
}

const digest = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')

async function exported(tableId: string, name: string): Promise<readonly string[]> {
  const folder = join(home, name)
  const range = { kind: 'export', tableId, from: 0n, to: 3n, folder } as const
  const outcome = await exportLog(database, range, plainControl(name, new AbortController().signal))
  expect(outcome).toMatchObject({ kind: 'exported', files: 4 })
  return Promise.all(logged.map(async (_, version) => digest(await readFile(join(folder, nameOf(version))))))
}

test('a commit that is too large to be held comes in by pieces, is verified, comes out byte for byte, and is known again', async () => {
  const first = expectImported(await runImport(database, table))
  expect(first.verification).toMatchObject({ head: 'same', commits: 4, differences: [] })
  expect(first.versions).toBe(4)
  expect(await exported(first.tableId, 'out')).toEqual(logged.map(digest))
  const { name } = first
  expect(await runImport(database, table, { plan: { name } })).toMatchObject({
    kind: 'imported',
    versions: 0,
    skipped: 4,
  })
  const other = logged.with(2, logged[2]?.replace('0000777', '0000xyz') ?? '')
  const differs = await runImport(database, await folderOf('other', other), { plan: { name } })
  expect(differs).toMatchObject({ problems: [{ rule: 'import.differs', file: nameOf(2), line: 3 + 778 }] })
})

test('so it does from an archive in which it is packed', async () => {
  const archive = join(home, 'table.zip')
  await writeFile(archive, zipOf(logged.map((content, version) => ({ name: `table/${nameOf(version)}`, content }))))
  const imported = expectImported(await runImport(database, archive))
  expect(imported.verification).toMatchObject({ head: 'same', differences: [] })
})

test('what is wrong with it is told with its line, and nothing of it stays', async () => {
  const count = async () => (await database.pool.query('select count(*) from dl_add_files')).rows[0]
  const before = await count()
  const torn = logged.with(2, `${logged[2]}{"add":{"path"`)
  const twice = logged.with(2, `${logged[2]}${text([add(path(5))])}`)
  const line = FILES + 5
  const cases = { torn: [torn, 'json.syntax'], twice: [twice, 'commit.add-repeated'] } as const
  for (const [name, [texts, rule]] of Object.entries(cases)) {
    expect(await runImport(database, await folderOf(name, texts)), name).toMatchObject({
      kind: 'refused',
      problems: [{ rule, file: nameOf(2), line }],
    })
  }
  expect(await count()).toEqual(before)
})

test('a rule about its table that it breaks is told with its line', async () => {
  const gone = logged.with(2, `${logged[2]}${text([remove('never')])}`)
  const imported = expectImported(await runImport(database, await folderOf('gone', gone), { plan: { verify: false } }))
  const found = { rule: 'table.remove-not-live', file: nameOf(2), line: FILES + 5 }
  expect(imported.warnings).toContainEqual(expect.objectContaining(found))
})
