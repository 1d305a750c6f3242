import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { newTable } from '../../../test/drafts.ts'
import { expectImported, runImport } from '../../../test/import.ts'
import { LARGE_COMMIT_BYTES_MIN, tableWithLargeCommit } from '../../../test/large-commit.ts'
import { commitMore, mirrorOf } from '../../../test/mirrored-table.ts'
import { publishAndVerify } from '../../../test/publish-and-verify.ts'
import type { VerifyReport } from '../../shared/contract/mirror-verification.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import { parseS3Address } from '../object-store/s3/s3-address.ts'
import { s3Bucket } from '../object-store/s3/s3-bucket.ts'
import type { WritableStore } from '../object-store/writable-store.ts'
import { readStoredCommits } from '../postgres/stored-commits.ts'
import { openTarget } from './open-target.ts'
import { commitBytes, commitKey } from './publish-commit.ts'
import { MirrorPublisher } from './publisher.ts'
import { setTarget } from './set-target.ts'
import { verifyTable } from './verify-table.ts'

const database = useDatabase()
const NEVER = new AbortController().signal
const PATIENCE_MS = 30_000

function newPlace(): string {
  const { endpoint, bucket } = inject('s3')
  return `s3://${bucket}/mirrors/${randomUUID()}?endpoint=${encodeURIComponent(endpoint)}`
}

async function mirrorToStore(versions: number): Promise<{ readonly tableId: string; readonly target: string }> {
  const tableId = await newTable(database)
  await commitMore(database, tableId, 0, versions)
  const set = await setTarget(database, { tableId, target: newPlace() }, NEVER)
  if (set.kind !== 'set') throw new Error(set.message)
  return { tableId, target: set.target }
}

async function publishUntil(until: () => Promise<boolean>, open = openTarget): Promise<void> {
  const problems: unknown[] = []
  const onProblem = (problem: unknown) => problems.push(problem)
  const publisher = new MirrorPublisher({ database, program: 'test', openTarget: open, onProblem })
  try {
    for (const deadline = Date.now() + PATIENCE_MS; !(await until()); await sleep(20)) {
      if (Date.now() > deadline) throw new Error(`not reached; problems: ${problems.join('; ')}`)
      publisher.wake()
    }
  } finally {
    await publisher.close()
  }
  expect(problems).toEqual([])
}

async function textsOf(tableId: string): Promise<string[]> {
  const texts: string[] = []
  for await (const commit of readStoredCommits(database, tableId, 0n, 24n)) {
    if (commit.kind === 'commit') texts.push((await commitBytes(commit)).toString())
  }
  return texts
}

test('[M1] [M2] [M5] a table is published to a store in order with its bytes and a checkpoint, and imported from there the same', async () => {
  const { tableId, target } = await mirrorToStore(25)
  await publishUntil(async () => (await mirrorOf(database, tableId)).checkpointVersion === 24n)
  let report: VerifyReport | undefined
  for await (report of verifyTable(database, { tableId, level: 'full', repair: false }, NEVER));
  expect(report).toMatchObject({ counts: { identical: 25 }, read: 25, findings: [] })
  const imported = expectImported(await runImport(database, target))
  expect(imported).toMatchObject({ first: 0n, head: 24n, versions: 25 })
  expect(await textsOf(imported.tableId)).toEqual(await textsOf(tableId))
})

test('[M3] another object at a version stops the table and is kept', async () => {
  const { tableId, target } = await mirrorToStore(2)
  await publishUntil(async () => (await mirrorOf(database, tableId)).published === 1n)
  const bucket = s3Bucket(parseS3Address(target))
  await bucket.put(commitKey(2n), Buffer.from('{"commitInfo":{"operation":"FOREIGN"}}\n'), undefined, NEVER)
  await commitMore(database, tableId, 2, 1)
  await publishUntil(async () => (await mirrorOf(database, tableId)).state === 'diverged')
  expect(await mirrorOf(database, tableId)).toMatchObject({ divergenceVersion: 2n, divergenceKind: 'differs' })
  await using store = await openTarget(target)
  await using object = await store.open(`_delta_log/${commitFileName(2n)}`)
  expect(Buffer.from(await object.read(0, object.size)).toString()).toContain('FOREIGN')
})

test('[M4] what was written and not recorded is found again and not written twice', async () => {
  const { tableId, target } = await mirrorToStore(4)
  await publishUntil(async () => (await mirrorOf(database, tableId)).published === 3n)
  const bucket = s3Bucket(parseS3Address(target))
  const before = await bucket.head(commitKey(3n))
  await database.pool.query('delete from dl_mirror_status where table_id = $1 and version > 0', [tableId])
  await database.pool.query('update dl_mirrors set published_version = 0 where table_id = $1', [tableId])
  await publishUntil(async () => (await mirrorOf(database, tableId)).published === 3n)
  expect(await bucket.head(commitKey(3n))).toEqual(before)
})

test('[M3] [fault 72] [fault 74] a PUT whose answer was lost is known by its bytes when it is sent again', async () => {
  const { tableId, target } = await mirrorToStore(3)
  let lost = 0
  await publishUntil(
    async () => (await mirrorOf(database, tableId)).published === 2n,
    async place => {
      const store = await openTarget(place)
      return place === target ? losingAnswers(store, () => lost++) : store
    },
  )
  expect(lost).toBe(3)
  expect(await mirrorOf(database, tableId)).toMatchObject({ state: 'active', attempts: 0 })
})

/** The store, of which the first answer to the making of each object is lost on its way. */
function losingAnswers(store: WritableStore, onLost: () => void): WritableStore {
  const prepare: WritableStore['prepare'] = async (...args) => {
    const prepared = await store.prepare(...args)
    return {
      async create(signal) {
        await prepared.create(signal)
        onLost()
        throw new ObjectFailure('unwritable', 'The answer was lost.', 'network')
      },
      [Symbol.asyncDispose]: () => prepared[Symbol.asyncDispose](),
    }
  }
  return new Proxy(store, {
    get(of, name) {
      if (name === 'prepare') return prepare
      const value: unknown = Reflect.get(of, name, of)
      return typeof value === 'function' ? value.bind(of) : value
    },
  })
}

test('[M1] a commit that is longer than a text may be is published to a store and comes back the same', async () => {
  const target = newPlace()
  await publishAndVerify(database, await tableWithLargeCommit(database), target)
  await using store = await openTarget(target)
  expect((await store.stat(commitKey(1n))).size).toBeGreaterThan(LARGE_COMMIT_BYTES_MIN)
}, 1_800_000)

test('a place of another table, a whole bucket and a bucket that is not there are refused', async () => {
  const other = await mirrorToStore(2)
  await publishUntil(async () => (await mirrorOf(database, other.tableId)).published === 1n)
  const tableId = await newTable(database)
  await commitMore(database, tableId, 0, 2)
  const { endpoint, bucket } = inject('s3')
  for (const place of [
    other.target,
    `s3://${bucket}?endpoint=${endpoint}`,
    `s3://no-such-bucket/t?endpoint=${endpoint}`,
  ]) {
    expect(await setTarget(database, { tableId, target: place }, NEVER), place).toMatchObject({ kind: 'refused' })
  }
})
