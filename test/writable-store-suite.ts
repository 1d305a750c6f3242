import { describe, expect, test } from 'vitest'
import { getObject } from '../src/main/object-store/get-object.ts'
import type { ListedStat, WritableStore } from '../src/main/object-store/writable-store.ts'

export interface StoreUnderTest {
  readonly store: WritableStore
  /** Puts an object there in another way than through the store, as a foreign program would. */
  readonly plant: (key: string, text: string) => Promise<void>
}

const NEVER = new AbortController().signal
const COMMIT = '_delta_log/00000000000000000001.json'
const NEXT = '_delta_log/00000000000000000002.json'
const CHECKPOINT = '_delta_log/00000000000000000001.checkpoint.parquet'
const SIDECAR = '_delta_log/_sidecars/3f0c1d3e-1a2b-4c3d-8e9f-0123456789ab.parquet'
const POINTER = '_delta_log/_last_checkpoint'

/** The rules of a writable store, run against each one. `open` gives a store without any object. */
export function testWritableStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    const text = (value: string) => Buffer.from(value, 'utf8')
    const read = async (store: WritableStore, key: string) =>
      Buffer.from((await getObject(store, key, 1_000_000)).bytes).toString('utf8')
    const create = (store: WritableStore, key: string, content: string) =>
      store.createOnly(key, text(content), {}, NEVER)

    test('an object is made once and keeps its bytes; whoever comes later is told that it exists', async () => {
      const { store } = await open()
      expect(await create(store, COMMIT, 'ours')).toMatchObject({ kind: 'created' })
      expect(await create(store, COMMIT, 'theirs')).toEqual({ kind: 'exists' })
      expect(await create(store, COMMIT, 'ours')).toEqual({ kind: 'exists' })
      expect(await read(store, COMMIT)).toBe('ours')
    })

    test('of many that make one object at the same time one makes it, and the bytes are its own', async () => {
      const { store } = await open()
      const writers = Array.from({ length: 12 }, (_, index) => `writer ${index} `.repeat(2_000))
      const made = await Promise.all(writers.map(content => create(store, COMMIT, content)))
      const winner = made.findIndex(({ kind }) => kind === 'created')
      expect(made.filter(({ kind }) => kind === 'created')).toHaveLength(1)
      expect(await read(store, COMMIT)).toBe(writers[winner])
    })

    test('an object of a foreign program is never replaced by making one', async () => {
      const { store, plant } = await open()
      await plant(COMMIT, 'foreign')
      expect(await create(store, COMMIT, 'ours')).toEqual({ kind: 'exists' })
      expect(await read(store, COMMIT)).toBe('foreign')
    })

    test('an empty object and a large one come back as they were', async () => {
      const { store } = await open()
      const large = 'x'.repeat(900_000)
      await create(store, COMMIT, '')
      await create(store, CHECKPOINT, large)
      expect(await read(store, COMMIT)).toBe('')
      expect(await read(store, CHECKPOINT)).toBe(large)
      await using object = await store.open(CHECKPOINT)
      expect(Buffer.from(await object.read(10, 14)).toString()).toBe('xxxx')
    })

    test('an etag stays while the object stays and changes with it', async () => {
      const { store } = await open()
      const first = await store.replace(POINTER, text('{"version":1}'), {}, NEVER)
      expect((await store.stat(POINTER)).etag).toBe(first)
      const second = await store.replace(POINTER, text('{"version":2}'), {}, NEVER)
      expect(second).not.toBe(first)
      expect(await read(store, POINTER)).toBe('{"version":2}')
      const created = await create(store, COMMIT, 'a')
      expect(created).toEqual({ kind: 'created', etag: (await store.stat(COMMIT)).etag })
    })

    test('[M3] a commit is replaced only as the object that was seen', async () => {
      const { store } = await open()
      await create(store, COMMIT, 'torn')
      await expect(store.replace(COMMIT, text('whole'), {}, NEVER)).rejects.toMatchObject({ kind: 'refused' })
      const { etag } = await store.stat(COMMIT)
      await expect(store.replace(COMMIT, text('whole'), { seen: `${etag}x` }, NEVER)).rejects.toMatchObject({
        kind: 'changed',
      })
      expect(await read(store, COMMIT)).toBe('torn')
      await store.replace(COMMIT, text('whole'), { seen: etag }, NEVER)
      expect(await read(store, COMMIT)).toBe('whole')
    })

    test('a list gives names, sizes and etags from a name on; an absent folder is empty', async () => {
      const { store } = await open()
      expect(await listed(store, '_delta_log', '')).toEqual([])
      await create(store, COMMIT, '1')
      await create(store, NEXT, '22')
      await create(store, SIDECAR, '333')
      const all = await listed(store, '_delta_log', '')
      expect(all.map(({ name, kind }) => [name, kind])).toEqual([
        ['00000000000000000001.json', 'file'],
        ['00000000000000000002.json', 'file'],
        ['_sidecars', 'folder'],
      ])
      const [later] = await listed(store, '_delta_log', '00000000000000000001.json')
      expect(later).toMatchObject({ size: 2, etag: (await store.stat(NEXT)).etag })
      expect(await listed(store, '_delta_log/_sidecars', '')).toMatchObject([{ size: 3 }])
    })

    test('only the names of log files are written, and no commit is removed', async () => {
      const { store } = await open()
      for (const key of [
        'part-0.parquet',
        '../_delta_log/00000000000000000001.json',
        '_delta_log/1.json',
        '_delta_log/00000000000000000001.json.bak',
        '_delta_log/sub/00000000000000000001.json',
        '_delta_log/_sidecars/x.parquet',
        '_delta_log/NUL',
      ]) {
        await expect(create(store, key, 'x'), key).rejects.toMatchObject({ kind: 'refused' })
        await expect(store.replace(key, text('x'), { seen: '' }, NEVER), key).rejects.toMatchObject({ kind: 'refused' })
      }
      await create(store, COMMIT, 'x')
      await expect(store.remove(COMMIT, NEVER)).rejects.toMatchObject({ kind: 'refused' })
    })

    test('a checkpoint can be removed, also one that is gone', async () => {
      const { store } = await open()
      await create(store, CHECKPOINT, 'x')
      await store.remove(CHECKPOINT, NEVER)
      await store.remove(CHECKPOINT, NEVER)
      await expect(store.stat(CHECKPOINT)).rejects.toMatchObject({ kind: 'absent' })
      await expect(store.open(CHECKPOINT)).rejects.toMatchObject({ kind: 'absent' })
    })

    test('a commit is removed only by the deed that is called so, and nothing else by it', async () => {
      const { store } = await open()
      await create(store, COMMIT, 'x')
      await create(store, CHECKPOINT, 'x')
      await expect(store.removeCommit(CHECKPOINT, NEVER)).rejects.toMatchObject({ kind: 'refused' })
      await store.removeCommit(COMMIT, NEVER)
      await store.removeCommit(COMMIT, NEVER)
      await expect(store.stat(COMMIT)).rejects.toMatchObject({ kind: 'absent' })
    })

    test('nothing is written after the signal', async () => {
      const { store } = await open()
      await expect(store.createOnly(COMMIT, text('x'), {}, AbortSignal.abort())).rejects.toThrow()
      await expect(store.stat(COMMIT)).rejects.toMatchObject({ kind: 'absent' })
    })
  })
}

async function listed(store: WritableStore, folder: string, after: string): Promise<ListedStat[]> {
  const all: ListedStat[] = []
  for await (const batch of store.listStats(folder, after, NEVER)) all.push(...batch)
  return all.sort((a, b) => (a.name < b.name ? -1 : 1))
}
