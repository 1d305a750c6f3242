import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { movedItems } from './moved-items.ts'
import { parseSchema, type Schema } from './schema.ts'
import { diffSchemas, type SchemaChange } from './schema-diff.ts'

interface Field {
  readonly name: string
  readonly type: unknown
  readonly nullable: boolean
  readonly metadata: Readonly<Record<string, unknown>>
}

function field(name: string, type: unknown = 'long', rest: Partial<Field> = {}): Field {
  return { name, type, nullable: true, metadata: {}, ...rest }
}

function mapped(id: number, name: string, type: unknown = 'long'): Field {
  const metadata = { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': `col-${id}` }
  return field(name, type, { metadata })
}

function schema(...fields: readonly Field[]): Schema {
  const parsed = parseSchema(JSON.stringify({ type: 'struct', fields }))
  if (parsed.kind === 'invalid') throw new Error(parsed.issues[0]?.message)
  return parsed.value
}

const struct = (...fields: readonly Field[]) => ({ type: 'struct', fields })

describe('a schema change', () => {
  test.each<[string, Schema, Schema, SchemaChange[]]>([
    ['nothing', schema(field('a')), schema(field('a')), []],
    [
      'an added column',
      schema(field('a')),
      schema(field('a'), field('b', 'string', { nullable: false })),
      [{ kind: 'added', path: ['b'], type: 'string', nullable: false }],
    ],
    [
      'a dropped column',
      schema(field('a'), field('b')),
      schema(field('b')),
      [{ kind: 'removed', path: ['a'], type: 'long' }],
    ],
    [
      'a rename, by id',
      schema(mapped(1, 'a'), mapped(2, 'b')),
      schema(mapped(1, 'c'), mapped(2, 'b')),
      [{ kind: 'renamed', path: ['c'], from: 'a' }],
    ],
    [
      'two columns that change names, by id',
      schema(mapped(1, 'a'), mapped(2, 'b')),
      schema(mapped(1, 'b'), mapped(2, 'a')),
      [
        { kind: 'renamed', path: ['b'], from: 'a' },
        { kind: 'renamed', path: ['a'], from: 'b' },
      ],
    ],
    [
      'a column dropped and added again under its name is another one',
      schema(mapped(1, 'a')),
      schema(mapped(2, 'a')),
      [
        { kind: 'removed', path: ['a'], type: 'long' },
        { kind: 'added', path: ['a'], type: 'long', nullable: true },
      ],
    ],
    [
      'another case without ids is a rename',
      schema(field('A')),
      schema(field('a')),
      [{ kind: 'renamed', path: ['a'], from: 'A' }],
    ],
    [
      'a wider type',
      schema(field('a', 'integer')),
      schema(field('a', 'long')),
      [{ kind: 'type', path: ['a'], from: 'integer', to: 'long', isWidening: true }],
    ],
    [
      'a narrower type',
      schema(field('a', 'long')),
      schema(field('a', 'integer')),
      [{ kind: 'type', path: ['a'], from: 'long', to: 'integer', isWidening: false }],
    ],
    [
      'nullability',
      schema(field('a')),
      schema(field('a', 'long', { nullable: false })),
      [{ kind: 'nullability', path: ['a'], to: false }],
    ],
    [
      'a comment',
      schema(field('a')),
      schema(field('a', 'long', { metadata: { comment: 'hm' } })),
      [{ kind: 'comment', path: ['a'], from: undefined, to: 'hm' }],
    ],
    [
      'other metadata',
      schema(field('a', 'long', { metadata: { CURRENT_DEFAULT: '1' } })),
      schema(field('a', 'long', { metadata: { CURRENT_DEFAULT: '2' } })),
      [{ kind: 'metadata', path: ['a'], key: 'CURRENT_DEFAULT', from: '"1"', to: '"2"' }],
    ],
    [
      'one column moved, not all that stood behind it',
      schema(field('a'), field('b'), field('c'), field('d')),
      schema(field('d'), field('a'), field('b'), field('c')),
      [{ kind: 'moved', path: ['d'], after: undefined }],
    ],
    [
      'inside structs, arrays and maps',
      schema(
        field('s', struct(mapped(1, 'x', 'integer'))),
        field('l', { type: 'array', elementType: 'integer', containsNull: true }),
        field('m', { type: 'map', keyType: 'string', valueType: struct(field('v')), valueContainsNull: true }),
      ),
      schema(
        field('s', struct(mapped(1, 'y', 'integer'))),
        field('l', { type: 'array', elementType: 'long', containsNull: false }),
        field('m', { type: 'map', keyType: 'string', valueType: struct(field('w')), valueContainsNull: true }),
      ),
      [
        { kind: 'renamed', path: ['s', 'y'], from: 'x' },
        { kind: 'nullability', path: ['l', 'element'], to: false },
        { kind: 'type', path: ['l', 'element'], from: 'integer', to: 'long', isWidening: true },
        { kind: 'removed', path: ['m', 'value', 'v'], type: 'long' },
        { kind: 'added', path: ['m', 'value', 'w'], type: 'long', nullable: true },
      ],
    ],
  ])('%s', (_, before, after, changes) => {
    expect(diffSchemas(before, after)).toEqual(changes)
  })

  test('between any two schemas is told without falling over, and to itself is nothing', () => {
    const names = fc.constantFrom('a', 'A', 'b', '__proto__', 'constructor')
    const types = fc.letrec(tie => ({
      type: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('long', 'string', 'decimal(10,2)', 'nonsense'),
        fc.record({ type: fc.constant('array'), elementType: tie('type'), containsNull: fc.boolean() }),
        fc.record({
          type: fc.constant('struct'),
          fields: fc.array(tie('field') as fc.Arbitrary<Field>, { maxLength: 3 }),
        }),
      ),
      field: fc
        .record({
          name: names,
          type: tie('type'),
          nullable: fc.boolean(),
          id: fc.option(fc.integer({ min: 1, max: 4 })),
        })
        .map(({ name, type, nullable, id }) => ({ ...(id === null ? field(name) : mapped(id, name)), type, nullable })),
    }))
    const any = fc.array(types.field, { maxLength: 5 }).map(fields => schema(...fields))
    fc.assert(
      fc.property(any, any, (before, after) => {
        const changes = diffSchemas(before, after)
        const count = (kind: SchemaChange['kind']) =>
          changes.filter(change => change.kind === kind && change.path.length === 1).length
        expect(after.fields.length - before.fields.length).toBe(count('added') - count('removed'))
      }),
    )
    const distinct = fc
      .uniqueArray(names, { selector: name => name.toLowerCase() })
      .map(all => schema(...all.map(name => field(name))))
    fc.assert(
      fc.property(distinct, same => {
        expect(diffSchemas(same, same)).toEqual([])
      }),
    )
  })
})

test('the fewest items move: what stays is a longest ascending run', () => {
  const orders = fc.shuffledSubarray([...Array(7).keys()], { minLength: 7 })
  fc.assert(
    fc.property(orders, order => {
      const moved = new Set(movedItems(order, place => place))
      const kept = order.filter(place => !moved.has(place))
      expect(kept).toEqual(kept.toSorted((a, b) => a - b))
      const lengths: number[] = []
      for (const [index, place] of order.entries()) {
        lengths.push(
          1 + Math.max(0, ...order.slice(0, index).map((other, at) => (other < place ? (lengths[at] ?? 0) : 0))),
        )
      }
      expect(kept.length).toBe(Math.max(...lengths))
    }),
  )
})
