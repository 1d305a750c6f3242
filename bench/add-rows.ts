import type { ActionRow } from '../src/main/postgres/action-tables.ts'

const VARIANTS = 1_000
/** As many as a draft of 100,000 files has room for. */
const STATS_COLUMNS = 7

const STATS = Array.from({ length: VARIANTS }, (_, index) =>
  JSON.stringify({
    numRecords: 1_000 + index,
    minValues: Object.fromEntries(
      Array.from({ length: STATS_COLUMNS }, (_, column) => [`column_${column}`, index * column]),
    ),
    maxValues: Object.fromEntries(
      Array.from({ length: STATS_COLUMNS }, (_, column) => [`column_${column}`, index * column + 999]),
    ),
    nullCount: Object.fromEntries(
      Array.from({ length: STATS_COLUMNS }, (_, column) => [`column_${column}`, index % 7]),
    ),
  }),
)

export const BENCH_TABLE_ID = '0198f3a2-0000-7000-8000-000000000001'

/** Rows of one version's adds as a writer has them: paths of about 100 bytes, statistics of about 400. */
export function* addRows(count: number): Generator<ActionRow<'dl_add_files'>> {
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const serial = ordinal.toString(16).padStart(12, '0')
    yield {
      version: 0n,
      ordinal,
      // Keys are hashes: they fall anywhere in their index.
      file_key: `${scattered(ordinal)}-0000-4000-8000-${serial}`,
      path: `day=2024-01-${10 + (ordinal % 19)}/part-${serial}-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.c000.snappy.parquet`,
      partition_values: '{"day":"2024-01-10"}',
      size: 1_000_000n,
      modification_time: 1_700_000_000_000n,
      data_change: true,
      stats: STATS[ordinal % VARIANTS] ?? null,
      num_records: 1_000n,
      num_deleted: 0n,
      tags: null,
      deletion_vector: null,
      base_row_id: null,
      default_row_commit_version: null,
      clustering_provider: null,
      extra: null,
      line: null,
      removed_version: null,
    }
  }
}

const GOLDEN = 0x9e3779b1
const UNSIGNED = 0

function scattered(ordinal: number): string {
  return (Math.imul(ordinal, GOLDEN) >>> UNSIGNED).toString(16).padStart(8, '0')
}
