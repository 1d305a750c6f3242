import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  array,
  bool,
  char1,
  filledByServer,
  float8,
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
import { defineTable, type RowOf } from './define-table.ts'
import { copyStatement, createTableStatement } from './table-statements.ts'

const trades = defineTable(
  'trades',
  {
    trade_id: filledByServer(uuid, 'gen_random_uuid()'),
    ts_event: timestamptz.ns,
    price: int8,
    side: char1,
    symbol: nullable(varchar(20)),
    venue: withDefault(text, "O'Hare\\"),
    tags: array(nullable(text)),
    amount: numeric(38, 9),
  },
  { primaryKey: ['ts_event', 'price'] },
)

describe('a defined table', () => {
  test('gives the type of its rows', () => {
    expectTypeOf<RowOf<typeof trades>>().toEqualTypeOf<{
      readonly ts_event: bigint | 'infinity' | '-infinity'
      readonly price: bigint
      readonly side: string
      readonly symbol: string | null
      readonly tags: readonly (string | null)[]
      readonly amount: string | bigint
      readonly venue?: string
    }>()
  })

  test('takes no row with a wrong name, a wrong value, a missing value, or a value that the server fills in', () => {
    const row: RowOf<typeof trades> = {
      ts_event: 1n,
      price: 1n,
      side: 'B',
      symbol: null,
      tags: ['a', null],
      amount: '1.5',
    }
    // @ts-expect-error a price is a bigint
    const wrongValue: RowOf<typeof trades> = { ...row, price: 1 }
    // @ts-expect-error there is no column of this name
    const wrongName: RowOf<typeof trades> = { ...row, prise: 1n }
    // @ts-expect-error the side is not nullable
    const wrongNull: RowOf<typeof trades> = { ...row, side: null }
    // @ts-expect-error the server fills it in
    const filled: RowOf<typeof trades> = { ...row, trade_id: '0198f3a2-0000-7000-8000-000000000001' }
    // @ts-expect-error all but the defaulted columns are needed
    const missing: RowOf<typeof trades> = { ts_event: 1n, price: 1n, side: 'B' }
    expect([wrongValue, wrongName, wrongNull, filled, missing]).toHaveLength(5)
  })

  test('takes no primary key of unknown columns and no default of another type', () => {
    // @ts-expect-error there is no such column
    defineTable('t', { a: int8 }, { primaryKey: ['b'] })
    // @ts-expect-error the default of a number is no text
    withDefault(int4, 'one')
    expect(() => array(array(int4))).toThrow('no list')
    expectTypeOf<RowOf<ReturnType<typeof small>>>().toEqualTypeOf<{ readonly a: number; readonly b: boolean }>()
  })

  test('gives its definition in SQL', () => {
    expect(createTableStatement(trades)).toBe(`create table "trades" (
  "trade_id" uuid not null default gen_random_uuid(),
  "ts_event" timestamp with time zone not null,
  "price" bigint not null,
  "side" "char" not null,
  "symbol" character varying(20),
  "venue" text not null default e'O''Hare\\\\',
  "tags" text[] not null,
  "amount" numeric(38,9) not null,
  primary key ("ts_event", "price")
)`)
  })

  test('sends every column but those that the server fills', () => {
    const odd = defineTable('Odd "name"', { 'a b': int8 }, { schema: 'my schema' })
    expect(copyStatement(odd, 'binary')).toBe('copy "my schema"."Odd ""name""" ("a b") from stdin (format binary)')
    expect(copyStatement(trades, 'text')).toBe(
      'copy "trades" ("ts_event", "price", "side", "symbol", "venue", "tags", "amount") from stdin (format text, encoding \'utf8\')',
    )
  })
})

function small() {
  return defineTable('small', { a: float8, b: bool })
}
