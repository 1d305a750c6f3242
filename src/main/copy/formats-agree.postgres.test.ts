import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { withConnection } from '../postgres/transaction.ts'
import type { Column } from './column.ts'
import {
  array,
  bytea,
  date,
  float4,
  float8,
  int8,
  interval,
  jsonb,
  nullable,
  numeric,
  text,
  timestamp,
  timestamptz,
} from './column-types.ts'
import { copyUntypedRows } from './copy-writer.ts'
import { defineTable, type Table } from './define-table.ts'
import { createTableStatement } from './table-statements.ts'

const database = useDatabase()
const ROWS = 300
const RUNS = 4

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const wellFormed = fc.string({ unit: 'binary', maxLength: 40 }).map(value => value.replaceAll('\0', ''))
const decimal = fc
  .tuple(
    fc.boolean(),
    fc.stringMatching(/^\d{0,40}$/),
    fc.stringMatching(/^\d{1,40}$/),
    fc.integer({ min: -60, max: 60 }),
  )
  .map(([negative, whole, fraction, exponent]) => `${negative ? '-' : ''}${whole}.${fraction}e${exponent}`)
const single = fc.float({ noNaN: false })

function values<T>(column: Column<T>, value: fc.Arbitrary<T>): readonly [Column<T>, fc.Arbitrary<T>] {
  return [column, value]
}

const CASES = {
  int8: values(int8, int64),
  float4: values(float4, single),
  float8: values(float8, fc.double()),
  numeric: values(numeric(), decimal),
  text: values(text, wellFormed),
  bytea: values(bytea, fc.uint8Array({ maxLength: 50 })),
  jsonb: values(
    jsonb,
    fc.json().filter(json => !json.includes('\\u0000') && json.isWellFormed() && !/\\ud[89a-f]/i.test(json)),
  ),
  date: values(date.days, fc.integer({ min: -2_440_588, max: 2_145_042_905 })),
  'timestamptz.ns': values(timestamptz.ns, int64),
  'timestamp.us': values(timestamp.us, fc.bigInt({ min: -210_866_803_200_000_000n, max: 9_224_318_015_999_999_999n })),
  interval: values(
    interval,
    fc.record({
      months: fc.integer({ min: -100_000, max: 100_000 }),
      days: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      microseconds: fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
    }),
  ),
  'text[]': values(array(nullable(text)), fc.array(fc.option(wellFormed), { maxLength: 8 })),
  'numeric[]': values(array(numeric()), fc.array(decimal, { maxLength: 5 })),
}

/** The two forms are written by different code and read by different code of the server: what they agree on is right. */
describe('binary and text COPY store the same', () => {
  test.each(Object.keys(CASES) as (keyof typeof CASES)[])('%s', async name => {
    const [column, value] = CASES[name] as readonly [Column<unknown>, fc.Arbitrary<unknown>]
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: ROWS, maxLength: ROWS }), async all => {
        const [binary, printed] = [await stored(column, all, 'binary'), await stored(column, all, 'text')]
        expect(binary).toEqual(printed)
        expect(binary).toHaveLength(all.length)
      }),
      { numRuns: RUNS },
    )
  })
})

async function stored(column: Column<unknown>, all: readonly unknown[], format: 'binary' | 'text'): Promise<string[]> {
  const table: Table = defineTable('agreement', { ordinal: int8, value: column })
  return withConnection(database, async client => {
    // The transaction is left open and rolled back with its table.
    await client.query("begin; set local timezone to 'UTC'; set local extra_float_digits to 3")
    await client.query(createTableStatement(table))
    const rows = all.map((value, ordinal) => ({ ordinal: BigInt(ordinal), value }))
    await copyUntypedRows(client, table, rows, { format })
    const { rows: read } = await client.query<{ value: string }>('select value::text from agreement order by ordinal')
    return read.map(({ value }) => value)
  })
}
