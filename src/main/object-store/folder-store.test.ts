import { appendFile, mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder, writeFiles } from '../../../test/temporary-folder.ts'
import { FolderStore } from './folder-store.ts'
import { getObject } from './get-object.ts'
import type { ListedObject } from './object-store.ts'

const folder = temporaryFolder()
const NEVER = new AbortController().signal

async function storeOf(name: string, files: Record<string, string>): Promise<FolderStore> {
  await mkdir(join(folder(), name))
  return FolderStore.open(await writeFiles(join(folder(), name), files))
}

async function listed(store: FolderStore, path: string): Promise<ListedObject[]> {
  const all: ListedObject[] = []
  for await (const batch of store.list(path, NEVER)) all.push(...batch)
  return all.sort((a, b) => (a.name < b.name ? -1 : 1))
}

test('files come whole or in ranges, with their size and time', async () => {
  const store = await storeOf('whole', { 'log/a.json': 'hello world' })
  expect(await store.stat('log/a.json')).toMatchObject({ size: 11 })
  const { bytes, modificationTime } = await getObject(store, 'log/a.json', 100)
  expect(Buffer.from(bytes).toString()).toBe('hello world')
  expect(Math.abs(Number(modificationTime) - Date.now())).toBeLessThan(60_000)
  await using object = await store.open('log/a.json')
  expect(Buffer.from(await object.read(6, 11)).toString()).toBe('world')
})

test('a list tells files, folders and links apart; an absent folder is empty', async () => {
  const store = await storeOf('list', { 'log/a': '', 'log/sub/b': '' })
  await symlink('a', join(store.location, 'log/link'))
  expect(await listed(store, 'log')).toEqual([
    { name: 'a', kind: 'file' },
    { name: 'link', kind: 'link' },
    { name: 'sub', kind: 'folder' },
  ])
  expect(await listed(store, 'nowhere')).toEqual([])
})

test('a key never leaves the folder', async () => {
  const store = await storeOf('inside', { a: '' })
  for (const key of ['../list/log/a', 'x/../../a', '/etc/passwd', 'a\0b', 'a\\b', '', 'a//b']) {
    await expect(store.open(key), key).rejects.toMatchObject({ kind: 'refused' })
  }
})

test('symbolic links are not followed: neither a file, nor the folder that it lies in', async () => {
  const store = await storeOf('links', { 'real/a': 'secret' })
  await symlink(join(store.location, 'real/a'), join(store.location, 'file-link'))
  await symlink(join(store.location, 'real'), join(store.location, 'folder-link'))
  await expect(store.open('file-link')).rejects.toMatchObject({ kind: 'refused' })
  await expect(store.open('folder-link/a')).rejects.toMatchObject({ kind: 'refused' })
  await expect(listed(store, 'folder-link')).rejects.toMatchObject({ kind: 'refused' })
})

test('what is no regular file is refused, what is absent is absent', async () => {
  const store = await storeOf('kinds', { 'folder/a': '' })
  await expect(store.open('folder')).rejects.toMatchObject({ kind: 'refused' })
  await expect(store.open('nothing')).rejects.toMatchObject({ kind: 'absent' })
  await expect(store.open('folder/a/b')).rejects.toMatchObject({ kind: 'absent' })
  await expect(FolderStore.open(join(folder(), 'gone'))).rejects.toMatchObject({ kind: 'absent' })
})

test('a file that is written to while it is read is told, also where it only shrinks', async () => {
  const store = await storeOf('changing', { a: '0123456789', b: '0123456789', c: '0123456789' })
  await using growing = await store.open('a')
  await growing.read(0, 5)
  await appendFile(join(store.location, 'a'), 'more')
  await expect(growing.verify()).rejects.toMatchObject({ kind: 'changed' })
  await using shrinking = await store.open('b')
  await truncate(join(store.location, 'b'), 3)
  await expect(shrinking.read(0, 10)).rejects.toMatchObject({ kind: 'changed' })
  await using replaced = await store.open('c')
  await writeFile(join(store.location, 'new'), 'other text')
  await rename(join(store.location, 'new'), join(store.location, 'c'))
  expect(Buffer.from(await replaced.read(0, 10)).toString()).toBe('0123456789')
  await replaced.verify()
})

test('a file beyond the limit is refused before it is read', async () => {
  const store = await storeOf('large', { a: '12345' })
  await expect(getObject(store, 'a', 4)).rejects.toMatchObject({ kind: 'refused' })
  expect((await getObject(store, 'a', 5)).size).toBe(5)
})
