import { mkdir, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder, writeFiles } from '../../../test/temporary-folder.ts'
import { type StoreUnderTest, testWritableStore } from '../../../test/writable-store-suite.ts'
import { WritableFolderStore } from './writable-folder-store.ts'

const folder = temporaryFolder()
const NEVER = new AbortController().signal
const COMMIT = '_delta_log/00000000000000000001.json'
const BYTES = Buffer.from('{"commitInfo":{}}\n')

let made = 0
async function open(links: boolean): Promise<StoreUnderTest & { readonly path: string }> {
  const path = join(folder(), `table-${made++}`)
  await mkdir(path)
  const plant = async (key: string, text: string) => {
    await writeFiles(path, { [key]: text })
  }
  return { store: await WritableFolderStore.open(path, { links }), plant, path }
}

testWritableStore('a folder with hard links', () => open(true))
testWritableStore('[fault 80] a folder without hard links', () => open(false))

test('a file has the time that it was given, to the millisecond', async () => {
  const { store } = await open(true)
  for (let modifiedMs = 1_700_000_000_000n; modifiedMs < 1_700_000_000_100n; modifiedMs += 7n) {
    const key = `_delta_log/${modifiedMs.toString().padStart(20, '0')}.json`
    await store.createOnly(key, BYTES, { modifiedMs }, NEVER)
    expect((await store.stat(key)).modificationTime).toBe(modifiedMs)
  }
})

test('nothing but the file is left in the folder', async () => {
  const { store, path } = await open(true)
  await store.createOnly(COMMIT, BYTES, {}, NEVER)
  await store.createOnly(COMMIT, BYTES, {}, NEVER)
  await store.replace('_delta_log/_last_checkpoint', BYTES, {}, NEVER)
  expect((await readdir(join(path, '_delta_log'))).sort()).toEqual(['00000000000000000001.json', '_last_checkpoint'])
})

test('a linked _delta_log is refused, and nothing is written behind it', async () => {
  const { store, path } = await open(true)
  await mkdir(join(path, 'elsewhere'))
  await symlink(join(path, 'elsewhere'), join(path, '_delta_log'))
  await expect(store.createOnly(COMMIT, BYTES, {}, NEVER)).rejects.toMatchObject({ kind: 'refused' })
  await expect(store.replace('_delta_log/_last_checkpoint', BYTES, {}, NEVER)).rejects.toMatchObject({
    kind: 'refused',
  })
  expect(await readdir(join(path, 'elsewhere'))).toEqual([])
})

test('a link in the place of a commit counts as existing and is not followed', async () => {
  const { store, path } = await open(true)
  await mkdir(join(path, '_delta_log'))
  await symlink(join(path, 'target'), join(path, COMMIT))
  await expect(store.createOnly(COMMIT, BYTES, {}, NEVER)).rejects.toMatchObject({ kind: 'absent' })
  await expect(stat(join(path, 'target'))).rejects.toThrow()
})

test('a table folder that vanished is told and not made again', async () => {
  const { store, path } = await open(true)
  await rm(path, { recursive: true })
  await expect(store.createOnly(COMMIT, BYTES, {}, NEVER)).rejects.toMatchObject({ kind: 'absent' })
})

test('[fault 78] what a crashed writer left is swept when it is old; nothing else is', async () => {
  const { store, path } = await open(true)
  const uuid = '3f0c1d3e-1a2b-4c3d-8e9f-0123456789ab'
  const draft = `_delta_log/.00000000000000000001.json.${uuid}.tmp`
  await writeFiles(path, { [draft]: 'half', '_delta_log/.notes.tmp': 'theirs', [COMMIT]: 'x' })
  expect(await store.sweep(60_000, NEVER)).toBe(0)
  const dayAgo = new Date(Date.now() - 86_400_000)
  for (const key of [draft, '_delta_log/.notes.tmp', COMMIT]) await utimes(join(path, key), dayAgo, dayAgo)
  expect(await store.sweep(60_000, NEVER)).toBe(1)
  expect((await readdir(join(path, '_delta_log'))).sort()).toEqual(['.notes.tmp', '00000000000000000001.json'])
})

test('a file in the place of the folder is told', async () => {
  const { store, path } = await open(true)
  await writeFile(join(path, '_delta_log'), 'a file')
  await expect(store.createOnly(COMMIT, BYTES, {}, NEVER)).rejects.toMatchObject({ kind: 'refused' })
})
