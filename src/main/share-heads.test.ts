import { expect, test } from 'vitest'
import type { TableHead } from './postgres/changes.ts'
import { joinHeads, shareHeads } from './share-heads.ts'

const head = (tableId: string, version: bigint): TableHead => ({ tableId, head: version })

/** A source that gives what it is handed. */
function createSource() {
  const batches: TableHead[][] = []
  let wake = Promise.withResolvers<void>()
  async function* source() {
    while (true) {
      const batch = batches.shift()
      if (batch) yield batch
      else {
        await wake.promise
        wake = Promise.withResolvers<void>()
      }
    }
  }
  const give = (...batch: TableHead[]) => {
    batches.push(batch)
    wake.resolve()
  }
  return { source: source(), give }
}

const live = () => new AbortController().signal
const turn = () => new Promise(resolve => setImmediate(resolve))

test('every subscriber begins with where all tables stand, whenever it comes', async () => {
  const { source, give } = createSource()
  const shared = shareHeads(source)
  const early = shared.subscribe(live())
  const first = early.next()
  give(head('a', 1n), head('b', -1n))
  expect((await first).value).toEqual({ heads: [head('a', 1n), head('b', -1n)] })
  give(head('a', 2n))
  expect((await early.next()).value).toEqual({ heads: [head('a', 2n)] })
  const late = shared.subscribe(live())
  expect((await late.next()).value).toEqual({ heads: [head('a', 2n), head('b', -1n)] })
})

test('a database without tables answers with an empty first batch', async () => {
  const { source, give } = createSource()
  const shared = shareHeads(source)
  give()
  expect((await shared.subscribe(live()).next()).value).toEqual({ heads: [] })
})

test('a slow subscriber gets the newest head of each table', async () => {
  const { source, give } = createSource()
  const shared = shareHeads(source)
  give(head('a', 0n))
  const slow = shared.subscribe(live())
  await slow.next()
  for (let version = 1n; version <= 100n; version++) give(head('a', version))
  give(head('b', 7n))
  await turn()
  await turn()
  expect((await slow.next()).value).toEqual({ heads: [head('a', 100n), head('b', 7n)] })
})

test('[W2] an abort ends a subscription at once, also before the first batch', async () => {
  const { source } = createSource()
  const shared = shareHeads(source)
  const leaving = new AbortController()
  const waiting = shared.subscribe(leaving.signal).next()
  leaving.abort(new Error('gone'))
  await expect(waiting).rejects.toThrow('gone')
})

test('joined events keep the newest head of each table', () => {
  const joined = joinHeads({ heads: [head('a', 1n), head('b', 1n)] }, { heads: [head('a', 2n)] })
  expect(joined).toEqual({ heads: [head('a', 2n), head('b', 1n)] })
})
