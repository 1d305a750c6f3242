import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shapedStats } from '../../shared/delta/known-shapes.ts'
import { parseStats } from '../../shared/delta/stats.ts'
import { ColumnCount } from './column-count.ts'

const BOUND = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }).map(String),
  fc.constantFrom('null', '"7"', '1.5', '999999999999999', '-0', 'true'),
)
const FILE = fc.record({ min: BOUND, max: BOUND, nulls: fc.constantFrom('0', '3', 'null', '"2"') })

function statsText({
  min,
  max,
  nulls,
}: {
  readonly min: string
  readonly max: string
  readonly nulls: string
}): string {
  return `{"numRecords":9,"minValues":{"s":{"id":${min}}},"maxValues":{"s":{"id":${max}}},"nullCount":{"s":{"id":${nulls}}}}`
}

test.each(['exact', 'string', 'double'] as const)(
  'bounds and nulls of a column of %s are the same by the shape of statistics and by their JSON',
  async kind => {
    let shaped = 0
    await fc.assert(
      fc.asyncProperty(fc.array(FILE, { minLength: 1, maxLength: 50 }), async files => {
        const column = { path: ['s', 'id'], physicalPath: ['s', 'id'], type: { kind }, isPartition: false }
        const [byShape, byJson] = [new ColumnCount(column, kind), new ColumnCount(column, kind)]
        for (const [index, file] of files.entries()) {
          const text = statsText(file)
          const slot = index % 3 === 0 ? index / 3 : undefined
          const stats = parseStats(text)
          if (!stats) throw new Error('expected statistics')
          const known = shapedStats(text)
          if (known) shaped++
          if (known) byShape.addShaped(known, slot)
          else byShape.add(stats, slot)
          byJson.add(stats, slot)
        }
        expect(await byShape.result()).toEqual(await byJson.result())
      }),
      { numRuns: 60 },
    )
    expect(shaped).toBeGreaterThan(100)
  },
)
