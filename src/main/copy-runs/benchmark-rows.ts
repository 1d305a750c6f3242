import type { ActionRow } from '../postgres/action-tables.ts'

type AddRow = ActionRow<'dl_add_files'>

/** Believable added files: paths of about 110 bytes, statistics of about 450, keys that fall anywhere in their index. */
export function benchmarkRow(ordinal: number): AddRow {
  const day = String(1 + (ordinal % 28)).padStart(2, '0')
  const serial = ordinal.toString(16).padStart(12, '0')
  return {
    version: 0n,
    ordinal,
    file_key: `${scattered(ordinal)}-0000-4000-8000-${serial}`,
    path: `day=2026-02-${day}/part-${serial}-6f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.c000.snappy.parquet`,
    partition_values: `{"day":"2026-02-${day}"}`,
    size: 1_048_576n + BigInt(ordinal),
    modification_time: 1_767_225_600_000n,
    data_change: true,
    stats: STATS[ordinal % STATS.length] ?? null,
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

/** The rows from `first` up to `end`, without it. */
export function* benchmarkRows(first: number, end: number): Generator<AddRow> {
  for (let ordinal = first; ordinal < end; ordinal++) yield benchmarkRow(ordinal)
}

const COLUMNS = ['order_id', 'customer_id', 'amount', 'quantity', 'discount', 'tax', 'store_id', 'updated_at']
const STATS = Array.from({ length: 500 }, (_, variant) =>
  JSON.stringify({
    numRecords: 1_000,
    minValues: Object.fromEntries(COLUMNS.map((column, index) => [column, variant * index])),
    maxValues: Object.fromEntries(COLUMNS.map((column, index) => [column, variant * index + 99_999])),
    nullCount: Object.fromEntries(COLUMNS.map((column, index) => [column, (variant + index) % 9])),
  }),
)

/** Fibonacci hashing: consecutive numbers end up far from each other, each of them once. */
const GOLDEN = 0x9e3779b1

function scattered(ordinal: number): string {
  return (Math.imul(ordinal, GOLDEN) >>> 0).toString(16).padStart(8, '0')
}
