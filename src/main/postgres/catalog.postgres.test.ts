import { beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { generateHistory } from '../../../test/generated-history.ts'
import type { TableSort } from '../../shared/contract/tables.ts'
import { HEALTH_RULES, judgeHealth, quickFindings } from '../../shared/health/health-rules.ts'
import { measureHealth } from './health.ts'
import { readActivity } from './table-activity.ts'
import { countFacets } from './table-facts.ts'
import { listTables, type TableListRequest } from './tables.ts'

const database = useDatabase()
const { signal } = new AbortController()
const SIZES = { tiny: 3, small: 40, middle: 400, large: 2_600 }
const ids = new Map<string, string>()

beforeAll(async () => {
  const client = await database.pool.connect()
  try {
    for (const [name, versions] of Object.entries(SIZES)) {
      const publishedBefore = name === 'large' ? 2_000 : name === 'small' ? 0 : versions
      ids.set(name, await generateHistory(client, { name, versions, publishedBefore, chunk: 1_300 }))
    }
    await client.query("insert into dl_tables (table_id, name) values (gen_random_uuid(), 'bare')")
  } finally {
    client.release()
  }
})

async function names(request: Partial<TableListRequest>, limit = 2): Promise<string[]> {
  const found: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await listTables(database, { ...request, after, limit })
    found.push(...page.tables.map(({ name }) => name))
    if (page.next === null) {
      expect(page.total).toBe(found.length)
      return found
    }
    after = page.next
  }
}

describe('a catalog', () => {
  test.each<[TableSort['by'], string[]]>([
    ['name', ['bare', 'large', 'middle', 'small', 'tiny']],
    ['head', ['bare', 'tiny', 'small', 'middle', 'large']],
    ['lastCommit', ['bare', 'tiny', 'small', 'middle', 'large']],
    ['files', ['bare', 'tiny', 'small', 'middle', 'large']],
  ])('sorted by %s gives every table once, in pages, both ways', async (by, rising) => {
    expect(await names({ sort: { by, descending: false } })).toEqual(rising)
    expect(await names({ sort: { by, descending: true } })).toEqual(rising.toReversed())
  })

  test('is narrowed by facets that add up, and says how many tables each of them has', async () => {
    expect(await names({ facets: { mirror: ['none'] } })).toEqual(['bare', 'small'])
    expect(await names({ facets: { mirror: ['failed', 'none'], committers: ['etl-3', 'etl-4'] } })).toEqual(['small'])
    expect(await names({ facets: { findings: ['small-on-average'] } })).toEqual(['large'])
    expect(await names({ facets: { findings: ['unknown-rows'] }, search: 'L' })).toEqual(['large', 'middle', 'small'])
    expect(await names({ facets: { features: ['deletionVectors'] } })).toEqual([])
    const counts = await countFacets(database, '', signal)
    const { tables } = await listTables(database, { limit: 10 })
    expect(counts.committers.reduce((sum, { count }) => sum + count, 0)).toBe(4)
    expect(counts.mirror).toEqual(expect.arrayContaining([{ value: 'none', count: 2 }]))
    const unknown = tables.filter(table => table.head >= 0n && quickFindings(table).includes('unknown-rows')).length
    expect(counts.findings).toContainEqual({ value: 'unknown-rows', count: unknown })
    for (const { value, count } of counts.committers) {
      expect(await names({ facets: { committers: [value] } })).toHaveLength(count)
    }
  })

  test('shows the commits of the last day hour by hour', async () => {
    const tableId = ids.get('tiny') ?? ''
    const before = await readActivity(database, [tableId], signal)
    expect(before).toMatchObject([{ tableId, mirror: 'failed', published: 1n, readerVersion: 1, writerVersion: 2 }])
    expect(before[0]?.commits).toEqual(Array.from({ length: 24 }, () => 0))
    await database.pool.query(
      `with advanced as (update dl_tables set current_version = 3 where table_id = $1 returning table_id)
       insert into dl_table_versions (table_id, version, commit_id, committed_at, operation, num_actions, total_files,
           total_bytes, metadata_version, protocol_version)
         select table_id, 3, gen_random_uuid(), now() - interval '90 min', 'NOTHING', 0, p.total_files, p.total_bytes, 0, 0
           from advanced join dl_table_versions p using (table_id) where p.version = 2`,
      [tableId],
    )
    const [after] = await readActivity(database, [tableId], signal)
    expect(after?.commits.map((count, hour) => (count > 0 ? `${hour}:${count}` : '')).filter(Boolean)).toEqual(['22:1'])
  })
})

describe('health', () => {
  test('every rule is measured, and its statement gives the same by hand', async () => {
    const measured = await measureHealth(database, { tableId: ids.get('large') ?? '', version: 2_599n }, signal)
    expect(measured.map(({ rule }) => rule)).toEqual(Object.keys(HEALTH_RULES))
    for (const { value, detail, sql } of measured) {
      const { rows } = await database.pool.query<{ value: number | null; detail: string | null }>(sql)
      expect(rows[0]).toEqual({ value, detail })
    }
    const verdicts = Object.fromEntries(measured.map(measurement => [measurement.rule, judgeHealth(measurement)]))
    expect(verdicts).toMatchObject({
      gaps: 'ok',
      totals: 'ok',
      'unpublished-tail': 'warning',
      'missing-statistics': 'warning',
      'partition-skew': 'warning',
      'stale-transactions': 'ok',
    })
    expect(measured.find(({ rule }) => rule === 'unpublished-tail')?.value).toBe(601)
  })

  test('a small table that nobody mirrors has rules that do not apply', async () => {
    const measured = await measureHealth(database, { tableId: ids.get('small') ?? '', version: 39n }, signal)
    const silent = measured.filter(measurement => judgeHealth(measurement) === 'not-applicable')
    expect(silent.map(({ rule }) => rule)).toEqual(['small-files', 'unpublished-tail'])
  })
})
