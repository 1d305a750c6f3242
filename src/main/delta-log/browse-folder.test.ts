import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browseFolder } from './browse-folder.ts'

let root: string
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'deltadesk-browse-')))
  for (const folder of ['orders/_delta_log', 'part10', 'part9', '.hidden/_delta_log']) {
    await mkdir(join(root, folder), { recursive: true })
  }
  await writeFile(join(root, 'file.txt'), '')
  await symlink(join(root, 'orders'), join(root, 'alias'))
  await symlink(join(root, 'nowhere'), join(root, 'broken'))
})
afterAll(() => rm(root, { recursive: true }))

test('folders come by name, with tables marked; files, hidden folders and broken links are left out', async () => {
  expect(await browseFolder(root)).toEqual({
    kind: 'folder',
    path: root,
    parent: join(root, '..'),
    folders: [
      { name: 'alias', path: join(root, 'alias'), hasDeltaLog: true },
      { name: 'orders', path: join(root, 'orders'), hasDeltaLog: true },
      { name: 'part9', path: join(root, 'part9'), hasDeltaLog: false },
      { name: 'part10', path: join(root, 'part10'), hasDeltaLog: false },
    ],
    hasDeltaLog: false,
    files: [],
    truncated: false,
  })
})

test('a table says so of itself, the root has no parent, no path means home', async () => {
  expect(await browseFolder(join(root, 'orders'))).toMatchObject({ hasDeltaLog: true, folders: [] })
  expect(await browseFolder('/')).toMatchObject({ parent: null })
  expect(await browseFolder(undefined)).toMatchObject({ path: await realpath(homedir()) })
})

test('what cannot be read is answered with the reason', async () => {
  expect(await browseFolder(join(root, 'gone'))).toEqual({
    kind: 'unreadable',
    path: join(root, 'gone'),
    reason: 'ENOENT',
  })
  expect(await browseFolder(join(root, 'file.txt'))).toMatchObject({ kind: 'unreadable', reason: 'ENOTDIR' })
})

test('files are listed where they are asked for, also by the path of one of them', async () => {
  const files = [{ name: 'file.txt', path: join(root, 'file.txt'), sizeBytes: 0 }]
  expect(await browseFolder(root, true)).toMatchObject({ path: root, files })
  expect(await browseFolder(join(root, 'file.txt'), true)).toMatchObject({ path: root, files })
  expect(await browseFolder(join(root, 'orders'), true)).toMatchObject({ folders: [{ name: '_delta_log' }], files: [] })
})
