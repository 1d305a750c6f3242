import { expect, test } from 'vitest'
import type { AddFile } from '../actions.ts'
import { parseStats } from '../stats.ts'
import { type SyntheticRecipe, syntheticAdds } from './synthetic-adds.ts'
import type { TemplateTable } from './template.ts'

const field = (name: string, type: string) => ({ name, type, nullable: true, metadata: {} })
const TABLE: TemplateTable = {
  version: 3n,
  protocol: { kind: 'protocol', minReaderVersion: 1, minWriterVersion: 2 },
  metadata: {
    kind: 'metaData',
    id: 'a',
    format: { provider: 'parquet', options: new Map() },
    schemaString: JSON.stringify({
      type: 'struct',
      fields: [field('dt', 'date'), field('id', 'long'), field('s', 'string')],
    }),
    partitionColumns: ['dt'],
    configuration: new Map(),
  },
}
const RECIPE: SyntheticRecipe = {
  count: 6,
  partitions: 3,
  sizeBytes: [1_000, 2_000],
  rows: [10, 20],
  statsColumns: 2,
  seed: 7,
}

function addsOf(recipe: SyntheticRecipe): AddFile[] {
  const made = syntheticAdds(TABLE, recipe, 5n)
  return made.kind === 'made' ? made.actions.flatMap(action => (action.kind === 'add' ? [action] : [])) : []
}

test('the same recipe makes the same files, another seed others', () => {
  expect(addsOf(RECIPE)).toEqual(addsOf(RECIPE))
  expect(addsOf({ ...RECIPE, seed: 8 })[0]?.path).not.toBe(addsOf(RECIPE)[0]?.path)
})

test('files spread over partitions whose values stand in their paths, with sizes and rows in range', () => {
  const adds = addsOf(RECIPE)
  expect(new Set(adds.map(({ partitionValues }) => partitionValues.get('dt')))).toEqual(
    new Set(['2026-01-01', '2026-01-02', '2026-01-03']),
  )
  for (const { path, partitionValues, size, stats } of adds) {
    expect(path.startsWith(`dt=${partitionValues.get('dt')}/part-`)).toBe(true)
    expect(size >= 1_000n && size <= 2_000n).toBe(true)
    const read = parseStats(stats)
    expect(read?.numRecords !== undefined && read.numRecords >= 10n && read.numRecords <= 20n).toBe(true)
    expect([...(read?.minValues.keys() ?? [])]).toEqual(['id', 's'])
  }
  expect(addsOf({ ...RECIPE, statsColumns: 0 })[0]?.stats).toMatch(/^\{"numRecords":\d+\}$/)
})
