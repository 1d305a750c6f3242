import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AddFile, Metadata } from './actions.ts'
import { printDate, printWallClock } from './calendar.ts'
import { parsePredicate } from './parse-predicate.ts'
import type { Comparison, Literal, Predicate } from './predicate.ts'
import {
  compileFilter,
  type FileVerdict,
  type Filter,
  mayMatch,
  partitionFilter,
  pruneFile,
  pruneFiles,
} from './prune.ts'
import { tableColumns } from './table-columns.ts'

const TYPES = {
  dt: 'date',
  region: 'string',
  id: 'long',
  price: 'decimal(20,2)',
  ratio: 'double',
  single: 'float',
  note: 'string',
  at: 'timestamp',
  local: 'timestamp_ntz',
  active: 'boolean',
} as const
type ColumnName = keyof typeof TYPES

const METADATA: Metadata = {
  kind: 'metaData',
  id: 'm',
  format: { provider: 'parquet', options: new Map() },
  schemaString: JSON.stringify({
    type: 'struct',
    fields: [
      ...Object.entries(TYPES).map(([name, type]) => ({ name, type, nullable: true, metadata: {} })),
      {
        name: 'tags',
        type: { type: 'array', elementType: 'string', containsNull: true },
        nullable: true,
        metadata: {},
      },
      {
        name: 'address',
        type: { type: 'struct', fields: [{ name: 'city', type: 'string', nullable: true, metadata: {} }] },
        nullable: true,
        metadata: {},
      },
    ],
  }),
  partitionColumns: ['dt', 'region'],
  configuration: new Map(),
}

function filterOf(predicate: Predicate | string): Filter {
  const parsed = typeof predicate === 'string' ? parsePredicate(predicate) : { kind: 'ok' as const, value: predicate }
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.issues))
  const filter = compileFilter(parsed.value, tableColumns(METADATA))
  if (filter.kind === 'invalid') throw new Error(filter.issues.map(({ message }) => message).join())
  return filter.value
}

function fileOf(partitionValues: Record<string, string | null>, stats?: unknown): AddFile {
  return {
    kind: 'add',
    path: 'f',
    partitionValues: new Map(Object.entries(partitionValues)),
    size: 10n,
    modificationTime: 0n,
    dataChange: true,
    stats: typeof stats === 'string' ? stats : JSON.stringify(stats),
  }
}

function verdict(predicate: string, partitionValues: Record<string, string | null>, stats?: unknown): FileVerdict {
  return pruneFile(filterOf(predicate), fileOf(partitionValues, stats))
}

function isKept(predicate: string, stats: unknown): boolean {
  return verdict(predicate, {}, stats).kind === 'kept'
}

describe('partition values', () => {
  test('are exact, and the verdict names the part that failed and what the file holds', () => {
    expect(verdict("id > 5 and dt = '2026-11-19'", { dt: '2026-11-18' })).toEqual({
      kind: 'pruned',
      conjunct: "dt = '2026-11-19'",
      reason: 'dt is 2026-11-18',
    })
    expect(verdict("dt >= date '2026-11-18'", { dt: '2026-11-18' })).toEqual({
      kind: 'kept',
      matches: 'every-row',
      unknown: [],
    })
  })

  test('null and the empty text are both null, a missing key is anything', () => {
    for (const value of [null, '']) {
      expect(verdict('region is null', { region: value })).toMatchObject({ kind: 'kept', matches: 'every-row' })
      expect(verdict("region != 'eu'", { region: value })).toMatchObject({ reason: 'region is null in every row' })
      expect(verdict("region <=> 'eu'", { region: value }).kind).toBe('pruned')
      expect(verdict("not region <=> 'eu'", { region: value })).toMatchObject({ matches: 'every-row' })
    }
    expect(verdict('region is null', {})).toMatchObject({ matches: 'some-rows' })
  })

  test('text that is none of its type prunes nothing', () => {
    expect(verdict("dt = '2026-11-19'", { dt: 'yesterday' }).kind).toBe('kept')
  })

  test('text compared with a number is cast where its text is a number, otherwise unknown', () => {
    expect(verdict('region = 3', { region: '1' }).kind).toBe('pruned')
    expect(verdict('region = 3', { region: '3' }).kind).toBe('kept')
    expect(verdict('region = 3', { region: 'x' }).kind).toBe('kept')
  })
})

describe('timestamps as partition values', () => {
  const columns = tableColumns({ ...METADATA, partitionColumns: ['at', 'local'] })
  const keeps = (text: string, values: Record<string, string>): boolean => {
    const parsed = parsePredicate(text)
    const filter = parsed.kind === 'ok' ? compileFilter(parsed.value, columns) : parsed
    return filter.kind === 'ok' && mayMatch(filter.value, fileOf(values))
  }

  test('with a zone are exact', () => {
    const values = { at: '2026-11-19T10:00:00.123456Z' }
    expect(keeps("at = timestamp '2026-11-19 03:00:00.123456-07:00'", values)).toBe(true)
    expect(keeps("at > timestamp '2026-11-19 10:00:00.123456Z'", values)).toBe(false)
  })

  test('without a zone may be anywhere on earth', () => {
    const values = { at: '2026-11-19 10:00:00' }
    expect(keeps("at = timestamp '2026-11-18 20:00:00Z'", values)).toBe(true)
    expect(keeps("at = timestamp '2026-11-18 19:59:59Z'", values)).toBe(false)
    expect(keeps("at = timestamp '2026-11-19 22:00:00Z'", values)).toBe(true)
    expect(keeps("at > timestamp '2026-11-19 22:00:00Z'", values)).toBe(false)
  })

  test('of the kind without zones are exact', () => {
    expect(keeps("local < timestamp_ntz '2026-11-19 10:00:00'", { local: '2026-11-19 10:00:00' })).toBe(false)
  })
})

describe('statistics', () => {
  const bounds = (column: string, min: unknown, max: unknown, rest: object = {}): object => ({
    numRecords: 10,
    minValues: { [column]: min },
    maxValues: { [column]: max },
    nullCount: { [column]: 0 },
    ...rest,
  })

  test('prune by a bound and say which', () => {
    expect(verdict('id > 900000', {}, bounds('id', 1, 900000))).toEqual({
      kind: 'pruned',
      conjunct: 'id > 900000',
      reason: 'id lies between 1 and 900000 (statistics)',
    })
  })

  test('longs beyond 2^53 are exact', () => {
    const stats =
      '{"numRecords":1,"minValues":{"id":9007199254740993},"maxValues":{"id":9007199254740993},"nullCount":{"id":0}}'
    expect(isKept('id = 9007199254740993', stats)).toBe(true)
    expect(isKept('id = 9007199254740992', stats)).toBe(false)
  })

  test('decimals are exact, and those that a writer may have rounded through a double are not trusted to the digit', () => {
    const stats = (max: string): string =>
      `{"numRecords":1,"minValues":{"price":0},"maxValues":{"price":${max}},"nullCount":{"price":0}}`
    expect(isKept('price > 0.30', stats('0.30'))).toBe(false)
    expect(isKept('price > 123456789012345678.90', stats('123456789012345678.90'))).toBe(false)
    expect(isKept('price > 123456789012345680', stats('1.2345678901234568e17'))).toBe(true)
  })

  test('a maximum that may be a cut prefix does not end the text', () => {
    const cut = 'a'.repeat(32)
    expect(isKept(`note = '${cut}b'`, bounds('note', 'a', cut))).toBe(true)
    expect(isKept("note = 'b'", bounds('note', 'a', cut))).toBe(false)
    expect(isKept("note > 'abc'", bounds('note', 'a', 'abc'))).toBe(false)
  })

  test('text is compared by code points, not by UTF-16 units', () => {
    expect(isKept("note > '\uffee'", bounds('note', 'a', '\u{1f600}'))).toBe(true)
  })

  test('a maximum timestamp was cut to milliseconds', () => {
    const stats = bounds('at', '2026-11-19T10:00:00.123Z', '2026-11-19T03:00:00.123-07:00')
    expect(isKept("at > timestamp '2026-11-19 10:00:00.1235Z'", stats)).toBe(true)
    expect(isKept("at > timestamp '2026-11-19 10:00:00.124Z'", stats)).toBe(false)
  })

  test('NaN is above every maximum of a double, but never between two numbers', () => {
    expect(isKept('ratio > 5', bounds('ratio', 1, 3))).toBe(true)
    expect(isKept("ratio = double 'NaN'", bounds('ratio', 1, 3))).toBe(true)
    expect(isKept('ratio between 5 and 9', bounds('ratio', 1, 3))).toBe(false)
    expect(isKept('ratio < 1', bounds('ratio', 1, 3))).toBe(false)
    expect(isKept('ratio > 5', bounds('ratio', 1, 'NaN'))).toBe(true)
  })

  test('null counts decide `is null`, wide bounds or not', () => {
    expect(isKept('id is null', bounds('id', 1, 2))).toBe(false)
    expect(isKept('id is null', bounds('id', 1, 2, { tightBounds: false }))).toBe(false)
    expect(isKept('id is not null', { numRecords: 3, nullCount: { id: 3 } })).toBe(false)
    expect(isKept('id is null', bounds('id', 1, 2, { nullCount: { id: 1 } }))).toBe(true)
    expect(isKept('tags is null', { numRecords: 3, nullCount: { tags: 0 } })).toBe(false)
  })

  test.each([
    ['minimum above maximum', bounds('id', 9, 1)],
    ['bounds of another type', bounds('id', 'x', { y: 1 })],
    ['more nulls than rows', { numRecords: 1, nullCount: { id: 5 } }],
    ['negative null count', { numRecords: 1, nullCount: { id: -1 } }],
    ['no statistics object', '[]'],
    ['an empty text', ''],
    ['broken JSON', '{"minValues":'],
    ['null', 'null'],
    ['another column', bounds('ratio', 1, 2)],
  ])('%s prunes nothing and is said to be unknown', (_, stats) => {
    expect(verdict('id = 5', {}, stats)).toEqual({ kind: 'kept', matches: 'some-rows', unknown: ['id'] })
  })

  test('a nested column has nested statistics', () => {
    const stats = { numRecords: 1, minValues: { address: { city: 'a' } }, maxValues: { address: { city: 'c' } } }
    expect(isKept("ADDRESS.City = 'd'", stats)).toBe(false)
    expect(isKept("address.city = 'b'", stats)).toBe(true)
  })

  test('under column mapping values stand under physical names', () => {
    const schema = METADATA.schemaString.replace(
      '"name":"id","type":"long","nullable":true,"metadata":{}',
      '"name":"id","type":"long","nullable":true,"metadata":{"delta.columnMapping.physicalName":"col-1"}',
    )
    const columns = tableColumns({
      ...METADATA,
      schemaString: schema,
      configuration: new Map([['delta.columnMapping.mode', 'name']]),
    })
    const filter = compileFilter(
      {
        kind: 'comparison',
        operator: '>',
        left: { kind: 'column', path: ['id'] },
        right: { kind: 'number', text: '5' },
      },
      columns,
    )
    expect(filter.kind === 'ok' && mayMatch(filter.value, fileOf({}, bounds('col-1', 1, 5)))).toBe(false)
    expect(filter.kind === 'ok' && mayMatch(filter.value, fileOf({}, bounds('id', 1, 5)))).toBe(true)
  })

  test('a report counts files, bytes and those without statistics', () => {
    const files = [fileOf({}, bounds('id', 1, 5)), fileOf({}, bounds('id', 6, 9)), fileOf({})]
    expect(pruneFiles(filterOf('id > 5'), files)).toEqual({
      kept: files.slice(1),
      prunedFiles: 1,
      keptBytes: 20n,
      prunedBytes: 10n,
      withoutStatistics: 1,
    })
  })
})

describe('binding', () => {
  test.each([
    ['nosuch = 1', 'There is no column nosuch', 0],
    ['nosuch is null', 'There is no column nosuch', 0],
    ["id = 'x'", "'x' is not a number", 5],
    ['dt = 5', '5 is a number and cannot be compared with a date', 5],
    ['tags = 5', 'tags is of a type that does not compare', 0],
    ['active and id', 'id is a number and cannot be compared with a boolean', 11],
  ])('%j is refused', (text, message, at) => {
    const parsed = parsePredicate(text)
    const filter = parsed.kind === 'ok' ? compileFilter(parsed.value, tableColumns(METADATA)) : parsed
    expect(filter.kind === 'invalid' && filter.issues).toMatchObject([{ message, path: ['predicate', at] }])
  })

  test('the partition part of a filter drops what looks at data, also where both stand under `or`', () => {
    const filter = partitionFilter(filterOf("region = 'eu' and id = 5 and (region = 'us' or id = 1)"))
    expect(filter.conjuncts.map(({ bound }) => bound.kind)).toEqual(['comparison'])
  })
})

/** A row, its values in the form that the test itself compares them in: numbers, bigints, texts; -0 is 0. */
type RowValue = number | bigint | string | boolean | null
type Row = Record<ColumnName, RowValue>

const nullable = (values: fc.Arbitrary<RowValue>): fc.Arbitrary<RowValue> =>
  fc.oneof({ weight: 6, arbitrary: values }, { weight: 1, arbitrary: fc.constant(null) })
const VALUES: Record<ColumnName, fc.Arbitrary<RowValue>> = {
  dt: fc.integer({ min: 20_000, max: 20_003 }),
  region: fc.constantFrom('eu', 'us', 'ä'),
  id: fc.bigInt(-3n, 3n).map(small => small + 9007199254740992n),
  price: fc.oneof(
    fc.bigInt(-3n, 3n),
    fc.bigInt(-3n, 3n).map(small => small + 10n ** 17n),
  ),
  ratio: fc.constantFrom(-1.5, 0, 0.1, 2, Number.NaN, Number.POSITIVE_INFINITY),
  single: fc.constantFrom(-1.5, 0, Math.fround(0.1), 2),
  note: fc
    .string({ unit: fc.constantFrom('a', 'b', '\u{1f600}', '\uffee'), maxLength: 3 })
    .chain(tail => fc.constantFrom(tail, 'a'.repeat(31) + tail)),
  at: fc.bigInt(-1_500n, 1_500n),
  local: fc.bigInt(-1_500n, 1_500n),
  active: fc.boolean(),
}
const NAMES = Object.keys(VALUES) as ColumnName[]

function compare(a: Exclude<RowValue, null>, b: Exclude<RowValue, null>): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  const [x, y] = [Number.isNaN(a), Number.isNaN(b)]
  if (x || y) return Number(x) - Number(y)
  return a < b ? -1 : a > b ? 1 : 0
}

function literalOf(name: ColumnName, value: RowValue): Literal {
  if (value === null) return { kind: 'null' }
  switch (TYPES[name]) {
    case 'date':
      return { kind: 'date', days: Number(value) }
    case 'string':
      return { kind: 'string', value: String(value) }
    case 'long':
      return { kind: 'number', text: String(value) }
    case 'decimal(20,2)':
      return { kind: 'number', text: `${value}e-2` }
    case 'float':
    case 'double':
      return Number.isFinite(value)
        ? { kind: 'number', text: String(value) }
        : { kind: 'double', text: Number.isNaN(value) ? 'NaN' : 'Infinity' }
    case 'timestamp':
      return { kind: 'timestamp', micros: BigInt(value) }
    case 'timestamp_ntz':
      return { kind: 'timestamp_ntz', micros: BigInt(value) }
    case 'boolean':
      return { kind: 'boolean', value: value === true }
  }
}

/** A predicate together with its meaning, written down independently of the code under test. */
interface Case {
  readonly predicate: Predicate
  readonly holds: (row: Row) => boolean | null
}

const not = (value: boolean | null): boolean | null => (value === null ? null : !value)
const OPERATORS: Record<Exclude<Comparison, '<=>'>, (order: number) => boolean> = {
  '=': order => order === 0,
  '!=': order => order !== 0,
  '<': order => order < 0,
  '<=': order => order <= 0,
  '>': order => order > 0,
  '>=': order => order >= 0,
}
const and = (values: (boolean | null)[]): boolean | null =>
  values.includes(false) ? false : values.includes(null) ? null : true

function meet(operator: Comparison, a: RowValue, b: RowValue): boolean | null {
  if (operator === '<=>') return a === null || b === null ? a === b : compare(a, b) === 0
  return a === null || b === null ? null : OPERATORS[operator](compare(a, b))
}

const leaf: fc.Arbitrary<Case> = fc.constantFrom(...NAMES).chain(name => {
  const column = { kind: 'column', path: [name] } as const
  const value = fc.oneof({ weight: 8, arbitrary: VALUES[name] }, { weight: 1, arbitrary: fc.constant(null) })
  const operator = fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>=', '<=>')
  return fc.oneof(
    fc.record({ operator, value, flipped: fc.boolean() }).map(({ operator, value, flipped }): Case => {
      const literal = literalOf(name, value)
      const [left, right] = flipped ? [literal, column] : [column, literal]
      return {
        predicate: { kind: 'comparison', operator, left, right },
        holds: row => (flipped ? meet(operator, value, row[name]) : meet(operator, row[name], value)),
      }
    }),
    fc.record({ low: value, high: value }).map(
      ({ low, high }): Case => ({
        predicate: { kind: 'between', operand: column, low: literalOf(name, low), high: literalOf(name, high) },
        holds: row => and([meet('>=', row[name], low), meet('<=', row[name], high)]),
      }),
    ),
    fc.array(value, { minLength: 1, maxLength: 4 }).map(
      (values): Case => ({
        predicate: { kind: 'in', operand: column, values: values.map(value => literalOf(name, value)) },
        holds: row => not(and(values.map(value => not(meet('=', row[name], value))))),
      }),
    ),
    fc.constant<Case>({ predicate: { kind: 'is-null', operand: column }, holds: row => row[name] === null }),
    fc.constant<Case>({
      predicate: { kind: 'truth', operand: { kind: 'column', path: ['active'] } },
      holds: ({ active }) => active as boolean | null,
    }),
  )
})

const someCase = fc.letrec<{ node: Case }>(tie => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie('node').map(
      ({ predicate, holds }): Case => ({
        predicate: { kind: 'not', operand: predicate },
        holds: row => not(holds(row)),
      }),
    ),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map(
      (parts): Case => ({
        predicate: { kind: 'and', operands: parts.map(({ predicate }) => predicate) },
        holds: row => and(parts.map(({ holds }) => holds(row))),
      }),
    ),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map(
      (parts): Case => ({
        predicate: { kind: 'or', operands: parts.map(({ predicate }) => predicate) },
        holds: row => not(and(parts.map(({ holds }) => not(holds(row))))),
      }),
    ),
  ),
})).node

/** A file as writers differ in writing it: wide bounds over deleted rows, cut texts and times, NaN left out, parts missing. */
interface FileShape {
  readonly rows: readonly Row[]
  readonly deleted: readonly Row[]
  readonly partition: { readonly dt: RowValue; readonly region: RowValue }
  readonly omitted: readonly ColumnName[]
  readonly keepsNaN: boolean
  readonly marker: boolean
}

const row = fc.record(
  Object.fromEntries(NAMES.map(name => [name, nullable(VALUES[name])])),
) as unknown as fc.Arbitrary<Row>
const shape: fc.Arbitrary<FileShape> = fc.record({
  rows: fc.array(row, { maxLength: 3 }),
  deleted: fc.array(row, { maxLength: 1 }),
  partition: fc.record({ dt: nullable(VALUES.dt), region: nullable(VALUES.region) }),
  omitted: fc.subarray(NAMES),
  keepsNaN: fc.boolean(),
  marker: fc.boolean(),
})

function textOf(name: ColumnName, value: Exclude<RowValue, null>, isMax: boolean, marker: boolean): string {
  switch (TYPES[name]) {
    case 'date':
      return JSON.stringify(printDate(Number(value)))
    case 'string': {
      const points = [...String(value)]
      if (points.length <= 32) return JSON.stringify(value)
      return JSON.stringify(points.slice(0, 32).join('') + (isMax && marker ? '\u{10ffff}' : ''))
    }
    case 'decimal(20,2)':
      return marker ? String(Number(value) / 100) : `${value}e-2`
    case 'float':
      return Number(value) === Math.fround(0.1) ? '0.1' : String(value)
    case 'double':
      return Number.isFinite(value) ? String(value) : JSON.stringify(String(value))
    case 'timestamp':
    case 'timestamp_ntz': {
      const millis = BigInt.asIntN(64, (BigInt(value) - (BigInt(value) < 0n ? 999n : 0n)) / 1000n)
      return JSON.stringify(printWallClock(millis * 1000n).replace(' ', 'T') + (name === 'at' ? 'Z' : ''))
    }
    default:
      return String(value)
  }
}

function addOf({ rows, deleted, partition, omitted, keepsNaN, marker }: FileShape): AddFile {
  const all = [...rows, ...deleted]
  const [min, max, nulls] = [new Map<string, string>(), new Map<string, string>(), new Map<string, string>()]
  for (const name of NAMES) {
    if (name === 'dt' || name === 'region' || omitted.includes(name)) continue
    const present = all.flatMap(row => row[name] ?? []).sort(compare)
    const counted = keepsNaN ? present : present.filter(value => !Number.isNaN(value))
    const [least, greatest] = [counted[0], counted.at(-1)]
    if (least !== undefined) min.set(name, textOf(name, least, false, marker))
    if (greatest !== undefined) max.set(name, textOf(name, greatest, true, marker))
    nulls.set(name, String(all.length - present.length))
  }
  const object = (map: Map<string, string>): string => `{${[...map].map(([key, text]) => `"${key}":${text}`).join()}}`
  const bounds = `"minValues":${object(min)},"maxValues":${object(max)},"nullCount":${object(nulls)}`
  return {
    ...fileOf({}),
    partitionValues: new Map([
      ['dt', partition.dt === null ? null : printDate(Number(partition.dt))],
      ['region', partition.region === null ? '' : String(partition.region)],
    ]),
    stats: `{"numRecords":${all.length},"tightBounds":${deleted.length === 0},${bounds}}`,
  }
}

describe('[brute force]', () => {
  test('a file with a matching row is never pruned, and `every-row` means every row', () => {
    let [pruned, certain] = [0, 0]
    fc.assert(
      fc.property(shape, someCase, (shape, { predicate, holds }) => {
        const result = pruneFile(filterOf(predicate), addOf(shape))
        const matches = shape.rows.map(row => holds({ ...row, ...shape.partition }))
        if (result.kind === 'pruned') {
          pruned++
          expect(matches).not.toContain(true)
        } else if (result.matches === 'every-row') {
          certain++
          expect(matches.every(match => match === true)).toBe(true)
        }
      }),
      { numRuns: 5_000 },
    )
    expect(pruned).toBeGreaterThan(500)
    expect(certain).toBeGreaterThan(50)
  })
})
