import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { type FaultyWay, startProxy } from '../../../test/proxy.ts'
import { STRATEGY_NAMES, type StrategyName } from '../../shared/contract/strategy.ts'
import { commit } from './commit.ts'

const database = useDatabase()
let way: FaultyWay
beforeAll(async () => {
  way = await startProxy(database.config)
})
afterAll(() => way.close())

/**
 * The lock of the head's row is asked for in the last trip but one: from its answer on there is one more, COMMIT's. Only
 * lock-first may send its rows with COMMIT, because it knows the lock to be held (C4).
 */
const ROUND_TRIPS: Readonly<Record<StrategyName, number>> = {
  'lock-first': 2,
  'lock-last': 3,
  'compare-and-swap': 3,
  serializable: 3,
  'advisory-lock': 3,
}

for (const strategy of STRATEGY_NAMES) {
  const all = ROUND_TRIPS[strategy]
  test(`a small commit by ${strategy} takes ${all} round trips, one of them under the lock`, async () => {
    const tableId = await newTable(database)
    await commit(way.database, draftOf(tableId, 0n, [...creation(), add('a')]), { strategy })
    way.flightMs = 40
    way.faultPoint = undefined
    const lines = [commitInfo, add('b'), add('c'), remove('a'), { txn: { appId: 'x', version: 1 } }]
    const outcome = await commit(way.database, draftOf(tableId, 1n, lines), { strategy })
    const { flights } = way
    way.flightMs = 0
    expect(outcome).toMatchObject({ kind: 'committed' })
    expect(flights).toBe(all)
  })
}
