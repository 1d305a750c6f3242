import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { type StoreUnderTest, testWritableStore } from '../../../../test/writable-store-suite.ts'
import type { S3Address } from './s3-address.ts'
import { s3Bucket } from './s3-bucket.ts'
import { S3Store } from './s3-store.ts'
import { WritableS3Store } from './writable-s3-store.ts'

const NEVER = new AbortController().signal

function newAddress(): S3Address {
  return { ...inject('s3'), prefix: `tables/${randomUUID()}` }
}

async function open(): Promise<StoreUnderTest> {
  const address = newAddress()
  const plant = async (key: string, text: string) => {
    await s3Bucket(address).put(key, Buffer.from(text), undefined, NEVER)
  }
  return { store: new WritableS3Store(address), plant }
}

testWritableStore('an S3-compatible store', open)

test('a folder of more than one page is listed whole, with odd names as they are', async () => {
  const address = newAddress()
  const bucket = s3Bucket(address)
  const names = Array.from({ length: 1_050 }, (_, index) => `${index.toString().padStart(20, '0')}.json`)
  const odd = ['a b+c%20&=ä.json', 'quote".json']
  for (const batch of [names.slice(0, 525), names.slice(525), odd]) {
    await Promise.all(batch.map(name => bucket.put(`_delta_log/${name}`, Buffer.from('{}'), undefined, NEVER)))
  }
  const listed: string[] = []
  for await (const batch of new S3Store(address).list('_delta_log', NEVER))
    listed.push(...batch.map(({ name }) => name))
  expect(listed.sort()).toEqual([...names, ...odd].sort())
})

test('an object that is replaced while it is read is told and never comes as half of each', async () => {
  const address = newAddress()
  const bucket = s3Bucket(address)
  await bucket.put('_delta_log/x', Buffer.alloc(600_000, 'a'), undefined, NEVER)
  const store = await S3Store.open(address, NEVER)
  await using object = await store.open('_delta_log/x')
  expect(Buffer.from(await object.read(299_990, 300_000)).toString()).toBe('a'.repeat(10))
  await bucket.put('_delta_log/x', Buffer.alloc(600_000, 'b'), undefined, NEVER)
  await expect(object.read(300_000, 300_010)).rejects.toMatchObject({ kind: 'changed' })
})

test('a place where nothing lies is absent, and so is a bucket that is not there', async () => {
  await expect(S3Store.open(newAddress(), NEVER)).rejects.toMatchObject({ kind: 'absent' })
  const elsewhere = { ...newAddress(), bucket: 'no-such-bucket' }
  await expect(S3Store.open(elsewhere, NEVER)).rejects.toMatchObject({ kind: 'absent' })
  const store = new WritableS3Store(elsewhere)
  await expect(
    store.createOnly('_delta_log/00000000000000000000.json', Buffer.from('x'), {}, NEVER),
  ).rejects.toMatchObject({ kind: 'absent' })
})

test('nothing but the objects is left: the probe is gone', async () => {
  const { store } = await open()
  await store.createOnly('_delta_log/00000000000000000000.json', Buffer.from('x'), {}, NEVER)
  const names: string[] = []
  for await (const batch of store.list('_delta_log', NEVER)) names.push(...batch.map(({ name }) => name))
  expect(names).toEqual(['00000000000000000000.json'])
})
