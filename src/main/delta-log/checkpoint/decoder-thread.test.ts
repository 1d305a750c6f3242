import { expect, test } from 'vitest'
import { type CheckpointRow, checkpointParquet } from '../../../../test/checkpoint-parquet.ts'
import type { CheckpointAction } from '../../../shared/delta/actions.ts'
import { ObjectFailure, type OpenObject } from '../../object-store/object-store.ts'
import { BytesObject } from '../../object-store/range-object.ts'
import { DecoderThread } from './decoder-thread.ts'

const NEVER = new AbortController().signal

function adds(count: number, stats = '{"numRecords":1}'): CheckpointRow[] {
  return Array.from({ length: count }, (_, index) => ({
    add: { path: `part-${index}`, partitionValues: [], size: 1n, modificationTime: 1n, dataChange: false, stats },
  }))
}

function objectOf(rows: readonly CheckpointRow[]): OpenObject {
  return new BytesObject(checkpointParquet(rows), 0n)
}

async function all(thread: DecoderThread, object: OpenObject, signal = NEVER): Promise<CheckpointAction[]> {
  const actions: CheckpointAction[] = []
  for await (const batch of thread.decode(object, 'file', signal)) actions.push(...batch)
  return actions
}

test('files are decoded one after the other, in bounded batches and in order', async () => {
  await using thread = new DecoderThread()
  for (const count of [1, 2_500]) {
    const sizes: number[] = []
    const paths: string[] = []
    for await (const batch of thread.decode(objectOf(adds(count)), 'file', NEVER)) {
      sizes.push(batch.length)
      paths.push(...batch.map(action => (action.kind === 'add' ? action.path : '')))
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000)
    expect(paths).toEqual(Array.from({ length: count }, (_, index) => `part-${index}`))
  }
})

test('a damaged file is refused with its name, and the next one is read', async () => {
  await using thread = new DecoderThread()
  await expect(all(thread, new BytesObject(Buffer.from('not parquet at all'), 0n))).rejects.toMatchObject({
    rule: 'checkpoint.footer',
    file: 'file',
  })
  expect(await all(thread, objectOf(adds(3)))).toHaveLength(3)
})

test('a file that needs more memory than the thread may have ends the thread and not the process', async () => {
  await using thread = new DecoderThread(32)
  const words = Array.from({ length: 90_000 }, (_, index) => `word ${index} ${'x'.repeat(600)}`)
  const row = { metaData: { id: 'x', partitionColumns: words, configuration: [], format: null } }
  const failing = all(thread, objectOf([row]))
  await expect(failing).rejects.toMatchObject({ rule: 'checkpoint.memory', file: 'file' })
})

test('a file that takes too long is given up', async () => {
  await using thread = new DecoderThread(200, 1)
  await expect(all(thread, objectOf(adds(5_000)))).rejects.toMatchObject({ rule: 'checkpoint.time' })
})

test('reading stops where the signal says so, also while the thread works', async () => {
  await using thread = new DecoderThread()
  const controller = new AbortController()
  const reason = new Error('enough')
  const reading = (async () => {
    for await (const _ of thread.decode(objectOf(adds(5_000)), 'file', controller.signal)) controller.abort(reason)
  })()
  await expect(reading).rejects.toBe(reason)
})

test('a file that cannot be read any more fails with the store’s reason', async () => {
  await using thread = new DecoderThread()
  const bytes = checkpointParquet(adds(10))
  const gone: OpenObject = {
    size: bytes.length,
    modificationTime: 0n,
    read: async (start, end) => {
      if (end === bytes.length) return new Uint8Array(bytes.slice(start, end))
      throw new ObjectFailure('changed', 'It was written to.')
    },
    verify: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  await expect(all(thread, gone)).rejects.toMatchObject({ kind: 'changed' })
})
