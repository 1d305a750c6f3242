import { beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { generateTable } from '../../../test/generated-table.ts'
import { type ActionRow, actionRow } from '../../renderer/features/version/action-row.ts'
import type { ActionSort, ArrangeRequest } from '../../shared/contract/arranged-actions.ts'
import { readActionPage, readActionsAt } from './actions.ts'
import { arrangeActions, groupActions, sumActions } from './arranged-actions.ts'

const database = useDatabase()
const { signal } = new AbortController()
const VERSION = 60n
let tableId: string
/** All of them, as the page reads them. */
let rows: ActionRow[]

beforeAll(async () => {
  tableId = await generateTable(database, { versions: 80, filesPerVersion: 40, lifetimeVersions: 10, staysInTen: 5 })
  const { actions } = await readActionPage(database, { tableId, version: VERSION, after: -1, limit: 500 })
  rows = actions.map(actionRow)
})

const whole = { sort: 'ordinal', descending: false } as const

async function arranged(request: Partial<ArrangeRequest>): Promise<number[]> {
  const { ordinals } = await arrangeActions(database, { tableId, version: VERSION, ...whole, ...request }, signal)
  const bytes = Buffer.from(ordinals, 'base64')
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readInt32BE(index * 4))
}

function summed(of: readonly ActionRow[]) {
  const kinds = [...new Set(of.map(({ kind }) => kind))].sort()
  return kinds.map(kind => {
    const own = of.filter(row => row.kind === kind)
    const isKnown = own.every(row => row.rows !== undefined)
    return {
      kind,
      actions: own.length,
      bytes: own.reduce((sum, { size = 0n }) => sum + size, 0n),
      rows: isKnown ? own.reduce((sum, row) => sum + (row.rows ?? 0n), 0n) : null,
    }
  })
}

describe('the actions of a version', () => {
  test.each<[ActionSort, (row: ActionRow) => string | bigint | undefined]>([
    ['kind', ({ kind }) => kind],
    ['subject', ({ subject }) => subject],
    ['size', ({ size }) => size],
    ['rows', row => row.rows],
  ])('come sorted by %s, both ways, with each of them once', async (sort, keyOf) => {
    const byOrdinal = new Map(rows.map(row => [row.ordinal, row]))
    for (const descending of [false, true]) {
      const ordinals = await arranged({ sort, descending })
      expect(ordinals.toSorted((a, b) => a - b)).toEqual(rows.map(({ ordinal }) => ordinal))
      const keys = ordinals.flatMap(ordinal => keyOf(byOrdinal.get(ordinal) ?? never()) ?? [])
      const rising = keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      expect(keys).toEqual(descending ? rising.toReversed() : rising)
    }
  })

  test('are found by any text of theirs, and by kind and partition', async () => {
    const text = rows[7]?.subject.slice(-60, -50).toUpperCase() ?? ''
    const fits = rows.filter(row => row.line.toUpperCase().includes(text)).map(({ ordinal }) => ordinal)
    expect(fits.length).toBeGreaterThan(0)
    expect(await arranged({ text })).toEqual(fits)
    const removes = rows.filter(({ kind }) => kind === 'remove').map(({ ordinal }) => ordinal)
    expect(await arranged({ kind: 'remove' })).toEqual(removes)
    const partition = { dt: rows[3]?.partition?.slice(3) ?? '' }
    const inPartition = rows.filter(row => row.partition === `dt=${partition.dt}`).map(({ ordinal }) => ordinal)
    expect(await arranged({ partition })).toEqual(inPartition)
    const lines = await readActionsAt(database, { tableId, version: VERSION, ordinals: inPartition.toReversed() })
    expect(lines.map(({ line }) => line)).toEqual(
      inPartition.toReversed().map(ordinal => rows.find(row => row.ordinal === ordinal)?.line),
    )
  })

  test('are added up: all of them, a selection, and by partition', async () => {
    const { sums } = await arrangeActions(database, { tableId, version: VERSION, ...whole }, signal)
    expect(sums).toEqual(summed(rows))
    const some = rows.filter((_, index) => index % 3 === 0)
    const bytes = Buffer.alloc(some.length * 4)
    for (const [index, { ordinal }] of some.entries()) bytes.writeInt32BE(ordinal, index * 4)
    const request = { tableId, version: VERSION, ordinals: bytes.toString('base64') }
    expect(await sumActions(database, request, signal)).toEqual(summed(some))
    const { groups, total } = await groupActions(database, { tableId, version: VERSION }, signal)
    expect(total).toBe(new Set(rows.map(({ partition }) => partition)).size)
    for (const { partition, sums: own } of groups) {
      expect(own).toEqual(summed(rows.filter(row => row.partition === `dt=${partition.dt}`)))
    }
  })
})

function never(): never {
  throw new Error('expected an action at each place')
}
