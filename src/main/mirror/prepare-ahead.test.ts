import { mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { PREPARED_COMMITS_MAX } from '../../shared/mirror-limits.ts'
import { WritableFolderStore } from '../object-store/writable-folder-store.ts'
import type { WritableStore } from '../object-store/writable-store.ts'
import type { RangedCommit } from '../postgres/stored-commits.ts'
import { prepareAhead } from './prepare-ahead.ts'
import { publishCommit } from './publish-commit.ts'

const folder = temporaryFolder()
const { signal } = new AbortController()
const COMMITS = PREPARED_COMMITS_MAX * 2 + 3

/** Commits of a table, of which the one of a version cannot be read. */
async function* commits(unreadable = -1): AsyncGenerator<RangedCommit, void> {
  for (let version = 0; version < COMMITS; version++) {
    if (version === unreadable) throw new Error('this commit cannot be read')
    const entry = { kind: 'commit', framing: 'canonical', operation: 'WRITE', actions: 1 } as const
    yield { ...entry, version: BigInt(version), committedAt: version, lines: [{ text: `{"commit":${version}}` }] }
  }
}

/** A folder whose files take the longer to prepare the sooner their turn is, and what was made in which order. */
async function slowFolder() {
  const target = await mkdtemp(join(folder(), 'target-'))
  await mkdir(join(target, '_delta_log'))
  const store = await WritableFolderStore.open(target)
  const made: string[] = []
  let [waiting, waitingMost] = [0, 0]
  const prepare: WritableStore['prepare'] = async (key, ...args) => {
    waitingMost = Math.max(waitingMost, ++waiting)
    await sleep(PREPARED_COMMITS_MAX - (Number(/(\d+)\.json$/.exec(key)?.[1]) % PREPARED_COMMITS_MAX))
    const prepared = await store.prepare(key, ...args)
    return {
      async create(later) {
        made.push(key)
        return prepared.create(later)
      },
      async [Symbol.asyncDispose]() {
        waiting--
        await prepared[Symbol.asyncDispose]()
      },
    }
  }
  return {
    store: new Proxy(store, {
      get(of, name) {
        const value: unknown = name === 'prepare' ? prepare : Reflect.get(of, name, of)
        return typeof value === 'function' ? value.bind(of) : value
      },
    }),
    made,
    names: () => readdir(join(target, '_delta_log')),
    waitingMost: () => waitingMost,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

const namesOf = (count: number) => Array.from({ length: count }, (_, version) => commitFileName(BigInt(version)))

test('[M2] [fault 83] files whose preparation ends in another order are made in that of their versions', async () => {
  await using slow = await slowFolder()
  const { store, made, names, waitingMost } = slow
  for await (const ready of prepareAhead(store, commits(), signal)) {
    expect(await publishCommit(store, ready, signal)).toMatchObject({ kind: 'published' })
  }
  expect(made).toEqual(namesOf(COMMITS).map(name => `_delta_log/${name}`))
  expect((await names()).sort()).toEqual(namesOf(COMMITS))
  // Those of a group, and those before it whose drafts are on their way out.
  expect(waitingMost()).toBeLessThanOrEqual(2 * PREPARED_COMMITS_MAX)
})

test('[M4] what comes before a commit that cannot be read is published all the same', async () => {
  await using slow = await slowFolder()
  const { store, names } = slow
  const publishing = async () => {
    for await (const ready of prepareAhead(store, commits(5), signal)) await publishCommit(store, ready, signal)
  }
  await expect(publishing()).rejects.toThrow('cannot be read')
  expect((await names()).sort()).toEqual(namesOf(5))
})

test('whoever leaves early leaves no draft behind', async () => {
  await using slow = await slowFolder()
  const { store, names } = slow
  for await (const ready of prepareAhead(store, commits(), signal)) {
    await publishCommit(store, ready, signal)
    if (ready.commit.version === 2n) break
  }
  expect((await names()).sort()).toEqual(namesOf(3))
})
