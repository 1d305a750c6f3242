import { ObjectTooLarge } from './file-reader.ts'
import type { ObjectStat, ObjectStore } from './object-store.ts'

export interface WholeObject extends ObjectStat {
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Reads an object of at most `bytesMax` bytes whole, and makes sure that nobody wrote to it meanwhile. */
export async function getObject(store: ObjectStore, key: string, bytesMax: number): Promise<WholeObject> {
  await using object = await store.open(key)
  const { size, modificationTime } = object
  if (size > bytesMax) throw new ObjectTooLarge(size, bytesMax)
  const bytes = await object.read(0, size)
  await object.verify()
  return { bytes, size, modificationTime }
}
