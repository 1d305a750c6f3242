import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { checkTables, TableMismatched } from './check-table.ts'
import {
  array,
  char1,
  filledByServer,
  int4,
  int8,
  nullable,
  numeric,
  text,
  timestamptz,
  uuid,
  varchar,
  withDefault,
} from './column-types.ts'
import { copyRows } from './copy-writer.ts'
import { defineTable } from './define-table.ts'
import { typeName } from './type-name.ts'

const database = useDatabase()

const quotes = defineTable(
  'quotes',
  {
    quote_id: filledByServer(uuid, 'gen_random_uuid()'),
    at: timestamptz.ns,
    size: int4,
    price: int8,
    side: char1,
    symbol: nullable(varchar(20)),
    amount: numeric(38, 9),
    tags: array(text),
    venue: withDefault(text, 'XNAS'),
  },
  { primaryKey: ['quote_id'] },
)

const SAME = `quote_id uuid primary key default gen_random_uuid(), at timestamptz not null, size int4 not null,
  price int8 not null, side "char" not null, symbol varchar(20), amount decimal(38, 9) not null, tags text[] not null,
  venue text not null default 'XNAS'`

describe('comparing a defined table with the database', () => {
  let client: pg.PoolClient
  beforeAll(async () => {
    client = await database.pool.connect()
  })
  afterEach(() => client.query('drop table if exists quotes'))
  afterAll(() => client.release())

  test('aliases of types, and columns that rows can leave out, are no difference', async () => {
    await client.query(`create table quotes (${SAME}, note text, number bigint generated always as identity)`)
    expect(await checkTables(client, [quotes], 'strict')).toEqual({ mismatches: [], created: [] })
  })

  test.each([
    ['a narrower type', SAME.replace('price int8', 'price int4'), 'price', 'bigint not null', 'integer not null'],
    ['another length', SAME.replace('(20)', '(10)'), 'symbol', 'character varying(20)', 'character varying(10)'],
    ['another scale', SAME.replace('38, 9', '38, 8'), 'amount', 'numeric(38,9) not null', 'numeric(38,8) not null'],
    [
      'a column that may be null',
      SAME.replace('size int4 not null', 'size int4'),
      'size',
      'integer not null',
      'integer',
    ],
    [
      'a column that must not be null',
      SAME.replace('symbol varchar(20)', 'symbol varchar(20) not null'),
      'symbol',
      'character varying(20)',
      'character varying(20) not null',
    ],
    ['no list', SAME.replace('text[]', 'text'), 'tags', 'text[] not null', 'text not null'],
    ['a missing column', SAME.replace('side "char" not null,', ''), 'side', '"char" not null', 'no such column'],
    [
      'a missing default',
      SAME.replace('default gen_random_uuid()', ''),
      'quote_id',
      'uuid not null with a default',
      'uuid not null',
    ],
    ['one more column that must be given', `${SAME}, more text not null`, 'more', 'no such column', 'text not null'],
  ])(
    '%s is named with its column, what was expected and what is there',
    async (_name, columns, column, expected, actual) => {
      await client.query(`create table quotes (${columns})`)
      const mismatch = { table: 'quotes', column, expected, actual }
      const refusal = await checkTables(client, [quotes], 'strict').catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(TableMismatched)
      expect(refusal).toMatchObject({
        mismatches: [mismatch],
        message: `Column ${column} of quotes: expected ${expected}, the database has ${actual}.`,
      })
      expect(await checkTables(client, [quotes], 'warn')).toEqual({ mismatches: [mismatch], created: [] })
    },
  )

  test('a table that is not there is refused, reported, or created so that its rows can be copied', async () => {
    await expect(checkTables(client, [quotes], 'strict')).rejects.toThrow(
      'Table quotes: expected the table, the database has none.',
    )
    expect((await checkTables(client, [quotes], 'warn')).mismatches).toHaveLength(1)
    expect(await checkTables(client, [quotes], 'bootstrap')).toEqual({
      mismatches: [],
      created: [{ table: 'quotes', column: null }],
    })
    expect(await checkTables(client, [quotes], 'strict')).toEqual({ mismatches: [], created: [] })
    const row = { at: 1n, size: 1, price: 1n, side: 'B', symbol: null, amount: '1', tags: [] }
    expect(await copyRows(client, quotes, [row])).toMatchObject({ rows: 1 })
    const { rows } = await client.query<{ venue: string; given: boolean }>(
      'select venue, quote_id is not null as given from quotes',
    )
    expect(rows).toEqual([{ venue: 'XNAS', given: true }])
  })

  test('bootstrap adds columns that rows of before can do without, and refuses to guess the others', async () => {
    await client.query(
      `create table quotes (${SAME.replace('symbol varchar(20),', '').replace(", \n  venue text not null default 'XNAS'", '')})`,
    )
    expect(await checkTables(client, [quotes], 'bootstrap')).toEqual({
      mismatches: [],
      created: [{ table: 'quotes', column: 'symbol' }],
    })
    await client.query('alter table quotes drop column size, drop column venue')
    await expect(checkTables(client, [quotes], 'bootstrap')).rejects.toThrow(
      'Column size of quotes: expected integer not null',
    )
    await client.query('alter table quotes add column size integer not null')
    expect(await checkTables(client, [quotes], 'bootstrap')).toEqual({
      mismatches: [],
      created: [{ table: 'quotes', column: 'venue' }],
    })
  })

  test.each([
    ['int4', 'integer'],
    ['INT8', 'bigint'],
    ['timestamptz', 'timestamp with time zone'],
    ['varchar(20)', 'character varying(20)'],
    ['decimal(38, 9)', 'numeric(38,9)'],
    ['text []', 'text[]'],
    ['float8[]', 'double precision[]'],
    ['"char"', '"char"'],
    ['char(3)', 'character(3)'],
  ])('%s is %s', (alias, name) => {
    expect(typeName(alias)).toBe(name)
    expect(typeName(name)).toBe(name)
  })
})
