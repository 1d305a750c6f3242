import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { commit } from '../src/main/log/commit.ts'
import { setTarget } from '../src/main/mirror/set-target.ts'
import { ObjectFailure, type StoreFault } from '../src/main/object-store/object-store.ts'
import { WritableFolderStore } from '../src/main/object-store/writable-folder-store.ts'
import type { CreateOptions, Creation, ReplaceOptions, WritableStore } from '../src/main/object-store/writable-store.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import { type Mirror, readMirrors } from '../src/main/postgres/mirrors.ts'
import { add, commitInfo, creation, draftOf, newTable } from './drafts.ts'

const NEVER = new AbortController().signal

/** A table with versions 0 to `versions - 1` that is mirrored to a folder of its own below `folder`. */
export async function mirroredTable(
  database: Database,
  folder: string,
  versions: number,
): Promise<{ readonly tableId: string; readonly target: string }> {
  const tableId = await newTable(database)
  await commitMore(database, tableId, 0, versions)
  const target = join(await mkdtemp(join(folder, 'mirror-')), 'table')
  await mkdir(target)
  const set = await setTarget(database, { tableId, target }, NEVER)
  if (set.kind !== 'set') throw new Error(set.message)
  return { tableId, target: set.target }
}

/** Commits versions from `first` on, each with one file. */
export async function commitMore(database: Database, tableId: string, first: number, count: number): Promise<void> {
  for (let version = first; version < first + count; version++) {
    const lines = version === 0 ? creation() : [commitInfo, add(`part-${version}.parquet`)]
    const outcome = await commit(database, draftOf(tableId, BigInt(version), lines))
    if (outcome.kind !== 'committed') throw new Error(`version ${version}: ${outcome.kind}`)
  }
}

export async function mirrorOf(database: Database, tableId: string): Promise<Mirror> {
  const [mirror] = await readMirrors(database, tableId)
  if (mirror === undefined) throw new Error('the table has no mirror')
  return mirror
}

/** Which calls of a store fail: the number of the call, from 1 on, and whether the work was done all the same. */
export type Failing = (call: number) => { readonly fault: StoreFault; readonly isDone: boolean } | undefined

/** A real store of which calls fail, before they did their work or after it. */
export async function failingStore(target: string, failing: Failing): Promise<WritableStore> {
  const store = await WritableFolderStore.open(target)
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    const failure = failing(++calls.made)
    if (failure === undefined) return work()
    if (failure.isDone) await work()
    throw new ObjectFailure('unwritable', `The call ${calls.made} was made to fail.`, failure.fault)
  }
  return {
    location: store.location,
    get createsWhole() {
      return store.createsWhole
    },
    list: (folder, signal) => store.list(folder, signal),
    async *listStats(folder, after, signal) {
      await attempt(async () => {})
      yield* store.listStats(folder, after, signal)
    },
    stat: key => attempt(() => store.stat(key)),
    // What nobody gets cannot be closed by anybody: it fails before.
    open: async key => {
      await attempt(async () => {})
      return store.open(key)
    },
    createOnly: (key, bytes, options: CreateOptions, signal) =>
      attempt<Creation>(() => store.createOnly(key, bytes, options, signal)),
    prepare: async (key, bytes, options: CreateOptions, signal) => {
      const prepared = await attempt(() => store.prepare(key, bytes, options, signal))
      return {
        create: later => attempt(() => prepared.create(later)),
        [Symbol.asyncDispose]: () => prepared[Symbol.asyncDispose](),
      }
    },
    replace: (key, bytes, options: ReplaceOptions, signal) => attempt(() => store.replace(key, bytes, options, signal)),
    remove: (key, signal) => attempt(() => store.remove(key, signal)),
    removeCommit: (key, signal) => attempt(() => store.removeCommit(key, signal)),
    sweep: (olderThanMs, signal) => attempt(() => store.sweep(olderThanMs, signal)),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

/** Calls of all failing stores, for tests that open one after the other. */
export const calls = { made: 0 }
