import { describe, expect, test } from 'vitest'
import type { Column } from './column.ts'
import {
  array,
  bool,
  bytea,
  char,
  char1,
  date,
  finite,
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
  withDefault,
} from './column-types.ts'
import { CopyTarget } from './copy-target.ts'
import { defineTable } from './define-table.ts'
import { RowRefused, ValueRefused } from './refusals.ts'
import { rowMapper } from './row-mapper.ts'

/** A value, the length and the bytes that stand for it, and its text form. */
function golden<T>(column: Column<T>, value: T, bytes: string, printed: string): [string, () => void] {
  return [
    `${column.sqlType} ${printed.slice(0, 40)}`,
    () => {
      expect(bytesOf(column, value)).toBe(bytes.replaceAll(' ', ''))
      expect(column.print(value)).toBe(printed)
    },
  ]
}

function refused<T>(column: Column<T>, value: T, reason: string | RegExp): [string, () => void] {
  return [
    `${column.sqlType}: ${String(reason)}`,
    () => {
      expect(() => bytesOf(column, value)).toThrow(ValueRefused)
      expect(() => bytesOf(column, value)).toThrow(reason)
      expect(() => column.print(value)).toThrow(reason)
    },
  ]
}

describe('golden bytes', () => {
  test.each([
    golden(int8, 1n, '00000008 0000000000000001', '1'),
    golden(int8, -(2n ** 63n), '00000008 8000000000000000', '-9223372036854775808'),
    golden(int4, -2, '00000004 fffffffe', '-2'),
    golden(int2, -32_768, '00000002 8000', '-32768'),
    golden(bool, true, '00000001 01', 't'),
    golden(float4, 1.5, '00000004 3fc00000', '1.5'),
    golden(float8, -0, '00000008 8000000000000000', '-0'),
    golden(float8, Number.NaN, '00000008 7ff8000000000000', 'NaN'),
    golden(numeric(), '0', '00000008 0000000000000000', '0'),
    golden(numeric(), '12345.67', '0000000e 0003 0001 0000 0002 0001 0929 1a2c', '12345.67'),
    golden(numeric(), '-0.00012', '0000000c 0002 ffff 4000 0005 0001 07d0', '-0.00012'),
    golden(numeric(), 'NaN', '00000008 0000 0000 c000 0000', 'NaN'),
    golden(numeric(), '-Infinity', '00000008 0000 0000 f000 0000', '-Infinity'),
    golden(numeric(6, 2), '10', '0000000a 0001 0000 0000 0002 000a', '10'),
    golden(numeric(), 100_000_000n, '0000000a 0001 0002 0000 0000 0001', '100000000'),
    golden(numeric(), '12e-3', '0000000a 0001 ffff 0000 0003 0078', '12e-3'),
    golden(char1, 'B', '00000001 42', 'B'),
    golden(char1, '', '00000001 00', ''),
    golden(char(3), 'ab', '00000002 6162', 'ab'),
    golden(text, 'é€😀', '00000009 c3a9 e282ac f09f9880', 'é€😀'),
    golden(text, '', '00000000', ''),
    golden(varchar(2), '😀😀', '00000008 f09f9880 f09f9880', '😀😀'),
    golden(json, '{"a": 1}', '00000008 7b2261223a20317d', '{"a": 1}'),
    golden(jsonb, '[]', '00000003 01 5b5d', '[]'),
    golden(bytea, Uint8Array.of(0, 255), '00000002 00ff', '\\x00ff'),
    golden(
      uuid,
      'C0FFEE00-1234-4000-8000-0123456789ab',
      '00000010 c0ffee00 1234 4000 8000 0123456789ab',
      'C0FFEE00-1234-4000-8000-0123456789ab',
    ),
    golden(date, new Date('2000-01-02T23:59:59.999Z'), '00000004 00000001', '2000-01-02'),
    golden(date.days, -1, '00000004 ffffd532', '1969-12-31'),
    golden(date, '-infinity', '00000004 80000000', '-infinity'),
    golden(
      timestamptz,
      new Date('2000-01-01T00:00:00.001Z'),
      '00000008 00000000000003e8',
      '2000-01-01 00:00:00.001000+00',
    ),
    golden(timestamptz.ns, 946_684_800_000_001_999n, '00000008 0000000000000001', '2000-01-01 00:00:00.000001+00'),
    golden(timestamptz.ns, 946_684_799_999_999_999n, '00000008 ffffffffffffffff', '1999-12-31 23:59:59.999999+00'),
    golden(timestamptz.ns, -1n, '00000008 fffca2fec4c81fff', '1969-12-31 23:59:59.999999+00'),
    golden(timestamptz.ms, -0.5, '00000008 fffca2fec4c81e0c', '1969-12-31 23:59:59.999500+00'),
    golden(timestamp.us, 946_684_800_000_000n, '00000008 0000000000000000', '2000-01-01 00:00:00.000000'),
    golden(timestamp.us, 'infinity', '00000008 7fffffffffffffff', 'infinity'),
    golden(
      interval,
      { months: 1, days: -2, microseconds: -3n },
      '00000010 fffffffffffffffd fffffffe 00000001',
      '1 months -2 days -0.000003 seconds',
    ),
    golden(array(int4), [], '0000000c 00000000 00000000 00000017', '{}'),
    golden(
      array(nullable(text)),
      ['a"\\', null],
      '0000001f 00000001 00000001 00000019 00000002 00000001 00000003 61225c ffffffff',
      '{"a\\"\\\\",NULL}',
    ),
  ])('%s', (_name, check) => check())

  test('a whole COPY: signature, flags, field count, null, trailer', () => {
    const table = defineTable('t', { a: int2, b: nullable(text), c: withDefault(bool, false) })
    expect(
      copyOf(table, [
        { a: 1, b: 'x' },
        { a: 2, b: null, c: true },
      ]),
    ).toBe(
      [
        '5047434f50590aff0d0a00 00000000 00000000',
        '0003 00000002 0001 00000001 78 00000001 00',
        '0003 00000002 0002 ffffffff 00000001 01',
        'ffff',
      ]
        .join(' ')
        .replaceAll(' ', ''),
    )
  })
})

describe('values that do not fit are refused before they are sent', () => {
  test.each([
    refused(int2, 40_000, '40000 is out of range for smallint'),
    refused(int2, Number.NaN, 'NaN is no integer'),
    refused(int4, 1.5, '1.5 is no integer'),
    refused(int8, 2n ** 63n, 'out of range for bigint'),
    refused(float4, 1e39, 'out of range for real'),
    refused(finite(float8), Number.NaN, 'NaN is not finite'),
    refused(text, 'a\0b', 'NUL'),
    refused(text, 'a\ud800', 'surrogate'),
    refused(jsonb, '"\udc00"', 'surrogate'),
    refused(varchar(3), 'abcd', '4 characters, and 3'),
    refused(char(1), '😀😀', '2 characters, and 1'),
    refused(char1, 'é', 'no single ASCII character'),
    refused(numeric(4, 2), '100', '3 digits before the point'),
    refused(numeric(4, 2), '1.005', '3 digits after the point'),
    refused(numeric(4, 2), 'Infinity', 'does not fit'),
    refused(numeric(), '1,5', 'no decimal number'),
    refused(numeric(), '', 'no decimal number'),
    refused(uuid, 'c0ffee00-1234-4000-8000-0123456789ag', 'no uuid'),
    refused(uuid, 'c0ffee00x1234-4000-8000-0123456789ab', 'no uuid'),
    refused(timestamptz, new Date(Number.NaN), 'no valid Date'),
    refused(timestamptz.us, 9_224_318_016_000_000_000n, 'out of range'),
    refused(timestamptz.ms, Number.NaN, 'no time'),
    refused(date.days, -2_440_589, 'out of range'),
    refused(interval, { days: 2 ** 31 }, 'out of range'),
    refused(array(int2), [1, 40_000], '40000 is out of range'),
  ])('%s', (_name, check) => check())

  test('the refusal names row and column, and nothing of the row is left behind', () => {
    const table = defineTable('t', { a: int4, b: text })
    const target = new CopyTarget()
    const mapper = rowMapper(table, 'binary')
    mapper.writeRow(target, { a: 1, b: 'ok' }, 0)
    const bytes = target.contentBytes
    const long = 'x'.repeat(300_000)
    for (const bad of [{ a: 2, b: `${long}\0` }, { a: 3, b: null }, { a: 4 }, { b: 'x' }]) {
      expect(() => mapper.writeRow(target, bad, 7)).toThrow(RowRefused)
      expect(target.contentBytes).toBe(bytes)
    }
    expect(() => mapper.writeRow(target, { a: 4 }, 7)).toThrow('row 7, column b: the value is missing')
    target.release()
  })

  test('a row that had filled several buffers is taken back whole', () => {
    const table = defineTable('t', { a: text, b: text, c: int2 })
    const target = new CopyTarget()
    const mapper = rowMapper(table, 'binary')
    const part = 'y'.repeat(200_000)
    mapper.writeRow(target, { a: 'a', b: 'b', c: 1 }, 0)
    const bytes = target.contentBytes
    expect(() => mapper.writeRow(target, { a: part, b: part, c: 40_000 }, 1)).toThrow('row 1, column c')
    expect(target.contentBytes).toBe(bytes)
    expect(target.hasFullChunks).toBe(false)
    mapper.writeRow(target, { a: 'c', b: 'd', c: 2 }, 1)
    expect(contentOf(target)).toBe('000300000001610000000162000000020001' + '000300000001630000000164000000020002')
  })
})

function bytesOf<T>(column: Column<T>, value: T): string {
  const target = new CopyTarget()
  try {
    column.write(target, value)
    return contentOf(target)
  } finally {
    target.release()
  }
}

function copyOf(table: Parameters<typeof rowMapper>[0], rows: readonly object[]): string {
  const target = new CopyTarget()
  const mapper = rowMapper(table, 'binary')
  mapper.writeHeader(target)
  for (const [ordinal, row] of rows.entries()) mapper.writeRow(target, row, ordinal)
  mapper.writeTrailer(target)
  return contentOf(target)
}

/** The content of all messages; each is checked to be framed as CopyData. */
function contentOf(target: CopyTarget): string {
  return target
    .takeRest()
    .map(({ buffer, length }) => {
      expect(buffer.toString('latin1', 0, 1)).toBe('d')
      expect(buffer.readInt32BE(1)).toBe(length - 1)
      return buffer.toString('hex', 5, length)
    })
    .join('')
}
