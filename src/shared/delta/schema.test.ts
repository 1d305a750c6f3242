import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DataType, StructField } from './data-type.ts'
import { parseSchema, printSchema } from './schema.ts'
import { fieldsOf } from './schema-walk.ts'

function read(text: string) {
  const parsed = parseSchema(text)
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.issues))
  return parsed
}

const ofType = (type: string) =>
  `{"type":"struct","fields":[{"name":"a","type":${type},"nullable":true,"metadata":{}}]}`
const typeOf = (type: string) => read(ofType(type)).value.fields[0]?.type

describe('a schema', () => {
  test('[C6] comes back as it was written, metadata and unknown members included', () => {
    const text =
      '{"type":"struct","fields":[{"name":"id","type":"long","nullable":false,"metadata":{"delta.columnMapping.id":9007199254740993,"zz":[1,1.0],"aa":{"__proto__":1e2}},"future":[true]},{"name":"m","type":{"type":"map","keyType":"string","valueType":{"type":"array","elementType":{"type":"struct","fields":[]},"containsNull":false},"valueContainsNull":true},"nullable":true,"metadata":{}}]}'
    expect(printSchema(read(text).value)).toBe(text)
  })

  test.each([
    ['"decimal(38,18)"', { kind: 'decimal', precision: 38, scale: 18 }],
    ['"decimal"', { kind: 'decimal', precision: 10, scale: 0 }],
    ['"timestamp_ntz"', { kind: 'primitive', name: 'timestamp_ntz' }],
    ['"variant"', { kind: 'primitive', name: 'variant' }],
    ['"void"', { kind: 'primitive', name: 'void' }],
    ['"interval day to second"', { kind: 'parameterized', name: 'interval', text: 'interval day to second' }],
    ['"geometry(OGC:CRS84)"', { kind: 'parameterized', name: 'geometry', text: 'geometry(OGC:CRS84)' }],
    [
      '"geography(OGC:CRS84, spherical)"',
      { kind: 'parameterized', name: 'geography', text: 'geography(OGC:CRS84, spherical)' },
    ],
  ])('knows the type %s', (text, type) => {
    expect(typeOf(text)).toEqual(type)
    expect(read(ofType(text)).warnings).toEqual([])
  })

  test.each(['"uint8"', '"decimal(x)"', '{"type":"udt","class":"x"}', '[1,1.0]', 'null', '"geometryx"'])(
    'keeps the unknown type %s as it is and says so',
    text => {
      expect(typeOf(text)).toEqual({ kind: 'unknown', text })
      expect(read(ofType(text)).warnings.map(({ rule, path }) => [rule, path])).toEqual([
        ['metadata.type-unknown', ['fields', 0, 'type']],
      ])
      expect(printSchema(read(ofType(text)).value)).toBe(ofType(text))
    },
  )

  test.each([
    ['', []],
    ['null', []],
    ['"long"', []],
    ['{"type":"struct"}', ['fields']],
    ['{"type":"struct","fields":[{"name":1,"type":"long"}]}', ['fields', 0]],
    ['{"type":"struct","fields":[{"name":"a","type":{"type":"array"}}]}', ['fields', 0, 'type', 'elementType']],
  ])('%j cannot be read, and the issue says where', (text, path) => {
    const parsed = parseSchema(text, [3, 'metaData', 'schemaString'])
    expect(parsed.kind).toBe('invalid')
    const issues = parsed.kind === 'invalid' ? parsed.issues : []
    expect(issues.find(({ severity }) => severity === 'error')).toMatchObject({
      rule: 'metadata.schema-unreadable',
      path: [3, 'metaData', 'schemaString', ...path],
    })
  })

  test('missing flags count as true, missing metadata as none, and both are said', () => {
    const { value, warnings } = read(
      '{"type":"struct","fields":[{"name":"a","type":{"type":"array","elementType":"long"}}]}',
    )
    expect(value.fields[0]).toMatchObject({ nullable: true, metadata: new Map(), type: { containsNull: true } })
    expect(warnings.map(({ path }) => path.at(-1)).sort()).toEqual(['containsNull', 'metadata', 'nullable'])
  })

  test('nesting beyond the limit is an issue, not an overflow', () => {
    const deep = `${'{"type":"array","containsNull":true,"elementType":'.repeat(5000)}"long"${'}'.repeat(5000)}`
    expect(parseSchema(ofType(deep)).kind).toBe('invalid')
  })

  test('fields are walked outer before inner, with the steps to find them in the JSON', () => {
    const text =
      '{"type":"struct","fields":[{"name":"m","type":{"type":"map","keyType":"string","valueType":{"type":"struct","fields":[{"name":"__proto__","type":"variant","nullable":true,"metadata":{}}]},"valueContainsNull":true},"nullable":true,"metadata":{}}]}'
    expect(fieldsOf(read(text).value).map(({ path, steps }) => [path, steps])).toEqual([
      [['m'], ['fields', 0]],
      [
        ['m', 'value', '__proto__'],
        ['fields', 0, 'type', 'valueType', 'fields', 0],
      ],
    ])
  })
})

const metadata = fc
  .array(fc.tuple(fc.string(), fc.jsonValue()), { maxLength: 3 })
  .map(entries => new Map(entries.map(([key, value]) => [key, JSON.stringify(value)] as const)))

const { type } = fc.letrec<{ type: DataType; field: StructField }>(tie => ({
  type: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('string', 'long', 'timestamp_ntz', 'variant').map(name => ({ kind: 'primitive' as const, name })),
    fc.record({ kind: fc.constant('decimal' as const), precision: fc.nat(99), scale: fc.nat(99) }),
    fc.array(tie('field'), { maxLength: 3 }).map(fields => ({ kind: 'struct' as const, fields })),
    tie('type').map(elementType => ({ kind: 'array' as const, elementType, containsNull: false })),
    fc
      .tuple(tie('type'), tie('type'))
      .map(([keyType, valueType]) => ({ kind: 'map' as const, keyType, valueType, valueContainsNull: true })),
  ) as fc.Arbitrary<DataType>,
  field: fc.record({ name: fc.string({ unit: 'binary' }), type: tie('type'), nullable: fc.boolean(), metadata }),
}))

test('any schema that is printed is read as the same schema', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.string(), type, nullable: fc.boolean(), metadata }), { maxLength: 4 }),
      fields => {
        const text = printSchema({ kind: 'struct', fields })
        expect(printSchema(read(text).value)).toBe(text)
      },
    ),
    { numRuns: 300 },
  )
})
