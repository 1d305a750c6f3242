import { afterEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { withConnection } from '../postgres/transaction.ts'
import type { AnyColumn } from './column.ts'
import {
  array,
  bool,
  bytea,
  char,
  char1,
  date,
  float4,
  float8,
  int2,
  int4,
  int8,
  interval,
  json,
  jsonb,
  nullable,
  numeric,
  text,
  timestamp,
  timestamptz,
  uuid,
  varchar,
} from './column-types.ts'
import { copyUntypedRows } from './copy-writer.ts'
import { defineTable, type Table } from './define-table.ts'
import { createTableStatement } from './table-statements.ts'

const database = useDatabase()

/** A column, values at its edges, and what the server prints for each. */
type Case = readonly [name: string, column: AnyColumn, edges: readonly (readonly [value: unknown, printed: string])[]]

const CASES: readonly Case[] = [
  [
    'int8',
    int8,
    [
      [0n, '0'],
      [2n ** 63n - 1n, '9223372036854775807'],
      [-(2n ** 63n), '-9223372036854775808'],
    ],
  ],
  [
    'int4',
    int4,
    [
      [2 ** 31 - 1, '2147483647'],
      [-(2 ** 31), '-2147483648'],
      [-0, '0'],
    ],
  ],
  [
    'int2',
    int2,
    [
      [32_767, '32767'],
      [-32_768, '-32768'],
    ],
  ],
  [
    'bool',
    bool,
    [
      [true, 'true'],
      [false, 'false'],
    ],
  ],
  [
    'float4',
    float4,
    [
      [1.1, '1.1'],
      [Number.NaN, 'NaN'],
      [-Infinity, '-Infinity'],
      [3.4028234663852886e38, '3.4028235e+38'],
    ],
  ],
  [
    'float8',
    float8,
    [
      [0.1, '0.1'],
      [5e-324, '5e-324'],
      [Number.MAX_VALUE, '1.7976931348623157e+308'],
      [-0, '-0'],
      [Infinity, 'Infinity'],
    ],
  ],
  [
    'numeric',
    numeric(),
    [
      ['0', '0'],
      ['-0.00', '0.00'],
      ['000123.4500', '123.4500'],
      ['-10000', '-10000'],
      ['1e20', '100000000000000000000'],
      ['.00001', '0.00001'],
      [
        '99999999999999999999999999999999999999.9999999999999999',
        '99999999999999999999999999999999999999.9999999999999999',
      ],
      [`1${'0'.repeat(400)}.${'0'.repeat(300)}1`, `1${'0'.repeat(400)}.${'0'.repeat(300)}1`],
      [-123456789012345678901234567890n, '-123456789012345678901234567890'],
      ['NaN', 'NaN'],
      ['Infinity', 'Infinity'],
    ],
  ],
  [
    'numeric(38,9)',
    numeric(38, 9),
    [
      ['12345678901234567890123456789.123456789', '12345678901234567890123456789.123456789'],
      ['1.50000000000', '1.500000000'],
      ['NaN', 'NaN'],
    ],
  ],
  [
    '"char"',
    char1,
    [
      ['B', 'B'],
      ['', ''],
      ['\\', '\\'],
      ['\t', '\t'],
    ],
  ],
  [
    'char(3)',
    char(3),
    [
      ['abc', 'abc'],
      ['é', 'é  '],
    ],
  ],
  [
    'text',
    text,
    [
      ['', ''],
      ['tab\tline\nreturn\rback\\slash', 'tab\tline\nreturn\rback\\slash'],
      ['\\N', '\\N'],
      ['\\.', '\\.'],
      ['é€😀\u0001', 'é€😀\u0001'],
      ['x'.repeat(600_000), 'x'.repeat(600_000)],
      ['€'.repeat(100_000), '€'.repeat(100_000)],
    ],
  ],
  ['varchar', varchar(), [['v', 'v']]],
  ['varchar(2)', varchar(2), [['😀😀', '😀😀']]],
  ['json', json, [['{"b": 1.0,  "a":1}', '{"b": 1.0,  "a":1}']]],
  ['jsonb', jsonb, [['{"b": 1.0,  "a":1}', '{"a": 1, "b": 1.0}']]],
  [
    'bytea',
    bytea,
    [
      [Uint8Array.of(), '\\x'],
      [Uint8Array.of(0, 0x5c, 255), '\\x005cff'],
    ],
  ],
  ['uuid', uuid, [['C0FFEE00-1234-4000-8000-0123456789AB', 'c0ffee00-1234-4000-8000-0123456789ab']]],
  [
    'date',
    date,
    [
      [new Date('2024-02-29T23:59:59.999Z'), '2024-02-29'],
      [new Date('1969-12-31T00:00:00Z'), '1969-12-31'],
      ['infinity', 'infinity'],
      ['-infinity', '-infinity'],
    ],
  ],
  [
    'date.days',
    date.days,
    [
      [0, '1970-01-01'],
      [-2_440_588, '4714-11-24 BC'],
      [2_145_042_905, '5874897-12-31'],
      [-719_163, '0001-12-31 BC'],
    ],
  ],
  [
    'timestamptz',
    timestamptz,
    [
      [new Date('2024-02-29T12:34:56.789Z'), '2024-02-29 12:34:56.789+00'],
      ['infinity', 'infinity'],
      ['-infinity', '-infinity'],
    ],
  ],
  [
    'timestamptz.ns',
    timestamptz.ns,
    [
      [0n, '1970-01-01 00:00:00+00'],
      [-1n, '1969-12-31 23:59:59.999999+00'],
      [946_684_799_999_999_999n, '1999-12-31 23:59:59.999999+00'],
      [1_700_000_000_123_456_789n, '2023-11-14 22:13:20.123456+00'],
      [-2_208_988_800_000_000_001n, '1899-12-31 23:59:59.999999+00'],
    ],
  ],
  [
    'timestamptz.us',
    timestamptz.us,
    [
      [-210_866_803_200_000_000n, '4714-11-24 00:00:00+00 BC'],
      [9_224_318_015_999_999_999n, '294276-12-31 23:59:59.999999+00'],
    ],
  ],
  [
    'timestamptz.ms',
    timestamptz.ms,
    [
      [1_700_000_000_123.75, '2023-11-14 22:13:20.12375+00'],
      [-1n, '1969-12-31 23:59:59.999+00'],
    ],
  ],
  [
    'timestamp.us',
    timestamp.us,
    [
      [-62_135_596_800_000_001n, '0001-12-31 23:59:59.999999 BC'],
      [0n, '1970-01-01 00:00:00'],
    ],
  ],
  [
    'interval',
    interval,
    [
      [{ months: -14, days: 3, microseconds: 4_000_001n }, '-1 years -2 mons +3 days 00:00:04.000001'],
      [{}, '00:00:00'],
      [{ microseconds: -(2n ** 63n) + 1n }, '-2562047788:00:54.775807'],
    ],
  ],
  [
    'int8[]',
    array(int8),
    [
      [[1n, -1n], '{1,-1}'],
      [[], '{}'],
    ],
  ],
  ['text[]', array(nullable(text)), [[['a"b\\c', null, '', 'NULL', '{,}'], '{"a\\"b\\\\c",NULL,"","NULL","{,}"}']]],
  ['timestamptz[]', array(timestamptz.ns), [[[0n, 'infinity'], '{"1970-01-01 00:00:00+00",infinity}']]],
  ['jsonb[]', array(jsonb), [[['{"a":1}'], '{"{\\"a\\": 1}"}']]],
  ['numeric(4,2)[]', array(numeric(4, 2)), [[['1.5'], '{1.50}']]],
  ['bool[]', array(bool), [[[true, false], '{t,f}']]],
  ['bytea[]', array(bytea), [[[Uint8Array.of(1)], '{"\\\\x01"}']]],
  ['float8[]', array(float8), [[[0.5, Number.NaN], '{0.5,NaN}']]],
  ['uuid[]', array(uuid), [[['c0ffee00-1234-4000-8000-0123456789ab'], '{c0ffee00-1234-4000-8000-0123456789ab}']]],
  [
    'text[] across buffers',
    array(text),
    [[['z'.repeat(200_000), 'z'.repeat(200_000)], `{${'z'.repeat(200_000)},${'z'.repeat(200_000)}}`]],
  ],
]

describe.each(['binary', 'text'] as const)('values at the edges of every type, by %s COPY', format => {
  afterEach(async () => {
    await database.pool.query('drop table if exists edges')
  })

  test.each(CASES)('%s', async (_name, column, edges) => {
    const table: Table = defineTable('edges', { ordinal: int4, value: nullable(column) })
    const rows = [...edges.map(([value], ordinal) => ({ ordinal, value })), { ordinal: edges.length, value: null }]
    const printed = await withConnection(database, async client => {
      await client.query("set timezone to 'UTC'")
      await client.query(createTableStatement(table))
      expect(await copyUntypedRows(client, table, rows, { format })).toMatchObject({ rows: rows.length })
      const stored = await client.query<{ value: string | null }>('select value::text from edges order by ordinal')
      return stored.rows.map(({ value }) => value)
    })
    // The server itself says what type the column has.
    const type = await database.pool.query<{ type: string }>(
      `select format_type(atttypid, atttypmod) as type from pg_attribute
         where attrelid = 'edges'::regclass and attname = 'value'`,
    )
    expect(type.rows).toEqual([{ type: column.sqlType }])
    const expected = edges.map(([, text]) => text)
    expect(printed).toEqual([
      ...(column.sqlType === 'character(3)' ? expected.map(text => text.trimEnd()) : expected),
      null,
    ])
  })
})
