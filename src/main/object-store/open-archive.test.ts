import { readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paxHeader, tarOf, zipOf } from '../../../test/archives.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { getObject } from './get-object.ts'
import { ObjectFailure, type ObjectStore } from './object-store.ts'
import { openArchive } from './open-archive.ts'

const folder = temporaryFolder()
const NEVER = new AbortController().signal
let made = 0

async function opened(bytes: Uint8Array, inside?: string) {
  const path = join(folder(), `archive-${made++}`)
  await writeFile(path, bytes)
  return openArchive(path, '_delta_log', inside, NEVER)
}

async function textOf(store: ObjectStore, key: string): Promise<string> {
  return Buffer.from((await getObject(store, key, 1_000_000)).bytes).toString()
}

async function namesIn(store: ObjectStore, path: string): Promise<string[]> {
  const names: string[] = []
  for await (const batch of store.list(path, NEVER)) names.push(...batch.map(({ name, kind }) => `${kind} ${name}`))
  return names.sort()
}

const FILES = [
  { name: 'orders/', type: '5' },
  { name: 'orders/_delta_log/a.json', content: 'first', time: 1_700_000_000_000 },
  { name: 'orders/_delta_log/_sidecars/b.parquet', content: 'second' },
  { name: 'orders/part.parquet', content: 'rows' },
]

test('a tar, a compressed tar and a zip of a table are the same store', async () => {
  const tar = tarOf(FILES)
  const zip = zipOf(FILES.slice(1).map(({ name, content = '' }) => ({ name, content })))
  for (const bytes of [tar, gzipSync(tar), zip]) {
    const { store } = await opened(bytes)
    await using _ = store
    expect(await namesIn(store, '_delta_log')).toEqual(['file a.json', 'folder _sidecars'])
    expect(await textOf(store, '_delta_log/a.json')).toBe('first')
    expect(await textOf(store, '_delta_log/_sidecars/b.parquet')).toBe('second')
    await expect(store.open('_delta_log/c')).rejects.toMatchObject({ kind: 'absent' })
  }
})

test('a tar keeps times; a compressed one leaves nothing behind when it is closed', async () => {
  const { store } = await opened(gzipSync(tarOf(FILES)))
  expect(await store.stat('_delta_log/a.json')).toEqual({ size: 5, modificationTime: 1_700_000_000_000n })
  await store[Symbol.asyncDispose]()
  expect((await readdir(tmpdir())).filter(name => name.startsWith('deltadesk-archive-'))).toEqual([])
})

test('names beyond a header are read from pax and GNU headers', async () => {
  const long = `${'x'.repeat(150)}/_delta_log/a.json`
  const pax = [paxHeader({ path: long, mtime: '12.5' }), { name: 'short', content: 'pax' }]
  const gnu = [
    { name: '././@LongLink', type: 'L', content: `${long}\0` },
    { name: 'short', content: 'gnu' },
  ]
  for (const [files, content] of [[pax, 'pax'] as const, [gnu, 'gnu'] as const]) {
    const { store } = await opened(tarOf(files))
    await using _ = store
    expect(await textOf(store, '_delta_log/a.json')).toBe(content)
  }
})

test('of several tables one has to be named', async () => {
  const two = tarOf([
    { name: 'a/_delta_log/x', content: 'of a' },
    { name: './b/_delta_log/x', content: 'of b' },
  ])
  await expect(opened(two)).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('"a", "b"') })
  await expect(opened(two, 'c')).rejects.toMatchObject({ kind: 'refused' })
  const { store } = await opened(two, 'b')
  await using _ = store
  expect(await textOf(store, '_delta_log/x')).toBe('of b')
  await expect(opened(tarOf([{ name: 'x', content: '' }]))).rejects.toMatchObject({ kind: 'absent' })
})

test('a path that leads out of the archive is refused, a link in it is no file', async () => {
  for (const name of ['../_delta_log/a', '/etc/_delta_log/a', 'x/../../_delta_log/a', 'a\\..\\_delta_log/a']) {
    await expect(opened(tarOf([{ name, content: '' }])), name).rejects.toMatchObject({ kind: 'refused' })
    await expect(opened(zipOf([{ name, content: '' }])), name).rejects.toMatchObject({ kind: 'refused' })
  }
  const tar = await opened(tarOf([{ name: 't/_delta_log/a', type: '2' }]))
  await expect(tar.store.open('_delta_log/a')).rejects.toMatchObject({ kind: 'refused' })
  await tar.store[Symbol.asyncDispose]()
  const zip = await opened(zipOf([{ name: 't/_delta_log/a', content: '/etc/passwd', unixMode: 0o120777 }]))
  await expect(zip.store.open('_delta_log/a')).rejects.toMatchObject({ kind: 'refused' })
  await zip.store[Symbol.asyncDispose]()
})

test('a zip may have a comment, a program before it, and entries that are not compressed', async () => {
  const file = { name: '_delta_log/a', content: 'plain', stored: true }
  const head = zipOf([{ name: 'x', content: '' }])
  const { store } = await opened(zipOf([file], head, 'PK\x05\x06 a comment'))
  await using _ = store
  expect(await textOf(store, '_delta_log/a')).toBe('plain')
})

test('a zip entry that is not what it says, or grows beyond it, is damaged', async () => {
  const content = 'a'.repeat(100_000)
  const lies = [{ statedSize: 10 }, { statedSize: 100_001 }, { statedCrc: 1 }]
  for (const lie of lies) {
    const { store } = await opened(zipOf([{ name: '_delta_log/a', content, ...lie }]))
    await using _ = store
    await expect(store.open('_delta_log/a'), JSON.stringify(lie)).rejects.toMatchObject({ kind: 'damaged' })
  }
  const huge = await opened(zipOf([{ name: '_delta_log/a', content, statedSize: 0xfffffff0 }]))
  await expect(huge.store.open('_delta_log/a')).rejects.toMatchObject({ kind: 'refused' })
  const secret = await opened(zipOf([{ name: '_delta_log/a', content, flags: 1 }]))
  await expect(secret.store.open('_delta_log/a')).rejects.toMatchObject({ kind: 'refused' })
  for (const { store } of [huge, secret]) await store[Symbol.asyncDispose]()
})

test('an archive that is cut short anywhere is refused, or is as good as whole', async () => {
  const tar = tarOf(FILES)
  for (let bytes = 1; bytes < tar.length; bytes += 173) {
    const cut = await opened(tar.subarray(0, bytes)).then(
      ({ store }) => store,
      (error: unknown) => error,
    )
    if (cut instanceof Error) expect(cut).toBeInstanceOf(ObjectFailure)
    else await (cut as ObjectStore)[Symbol.asyncDispose]()
  }
  const zip = zipOf([{ name: '_delta_log/a', content: 'x' }])
  for (let bytes = 1; bytes < zip.length; bytes += 7) {
    await expect(opened(zip.subarray(0, bytes))).rejects.toBeInstanceOf(ObjectFailure)
  }
  await expect(opened(gzipSync(tar).subarray(0, 60))).rejects.toBeInstanceOf(ObjectFailure)
})

test('an archive with any bytes changed ends in a failure or in a store, never in anything else', async () => {
  const archives = [tarOf(FILES), zipOf([{ name: '_delta_log/a', content: 'some text' }])]
  const change = fc.tuple(fc.nat(), fc.nat(255))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...archives),
      fc.array(change, { minLength: 1, maxLength: 8 }),
      async (archive, changes) => {
        const bytes = Buffer.from(archive)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        try {
          const { store } = await opened(bytes)
          await using _ = store
          for await (const batch of store.list('_delta_log', NEVER)) {
            for (const { name } of batch) await getObject(store, `_delta_log/${name}`, 1_000_000)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ObjectFailure)
        }
      },
    ),
    { numRuns: 300 },
  )
})
