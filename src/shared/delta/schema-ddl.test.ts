import { describe, expect, test } from 'vitest'
import { field, struct } from '../../../test/rule-cases.ts'
import type { Protocol } from './actions.ts'
import { parseSchema } from './schema.ts'
import { createTableDdl } from './schema-ddl.ts'
import { schemaTree } from './schema-tree.ts'

function schemaOf(...fields: ReturnType<typeof field>[]) {
  const parsed = parseSchema(JSON.stringify(struct(...fields)))
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.issues))
  return parsed.value
}

const PROTOCOL: Protocol = {
  kind: 'protocol',
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ['deletionVectors'],
  writerFeatures: ['deletionVectors', 'appendOnly'],
}

describe('DDL', () => {
  test('says everything about columns, quoting what needs it', () => {
    const schema = schemaOf(
      field('id', 'long', { 'delta.identity.start': 1, 'delta.identity.step': 2 }, false),
      field('order', 'string', { comment: "it's\nhere", CURRENT_DEFAULT: "'x'" }),
      field('a`b c', 'string', { __CHAR_VARCHAR_TYPE_STRING: 'varchar(10)' }),
      field('y', 'integer', { 'delta.generationExpression': 'year(dt)' }),
      field('m', {
        type: 'map',
        keyType: 'short',
        valueType: struct(field('x y', 'decimal(10,2)', { comment: 'c' }, false)),
        valueContainsNull: true,
      }),
      field('t', 'timestamp_ntz'),
      field('i', 'interval day to second'),
      field('g', 'geometry(OGC:CRS84)'),
    )
    const metadata = {
      partitionColumns: ['order'],
      description: 'orders',
      configuration: new Map([
        ['delta.appendOnly', 'true'],
        ['delta.constraints.positive', 'id > 0'],
        ['delta.columnMapping.maxColumnId', '9'],
        ['__proto__', "a'b"],
      ]),
    }
    const ddl = createTableDdl(schema, {
      name: ['lake', 'my-table'],
      metadata,
      protocol: PROTOCOL,
      location: 's3://b/t',
    })
    expect(ddl).toBe(`CREATE TABLE lake.\`my-table\` (
  id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY (START WITH 1 INCREMENT BY 2),
  \`order\` STRING DEFAULT 'x' COMMENT 'it\\'s\\nhere',
  \`a\`\`b c\` VARCHAR(10),
  y INT GENERATED ALWAYS AS (year(dt)),
  m MAP<SMALLINT, STRUCT<\`x y\`: DECIMAL(10,2) NOT NULL COMMENT 'c'>>,
  t TIMESTAMP_NTZ,
  i INTERVAL DAY TO SECOND,
  g GEOMETRY(OGC:CRS84)
)
USING delta
PARTITIONED BY (\`order\`)
LOCATION 's3://b/t'
COMMENT 'orders'
TBLPROPERTIES (
  'delta.appendOnly' = 'true',
  '__proto__' = 'a\\'b',
  'delta.feature.deletionVectors' = 'supported',
  'delta.feature.appendOnly' = 'supported'
);
ALTER TABLE lake.\`my-table\` ADD CONSTRAINT positive CHECK (id > 0);
`)
  })
})

describe('the tree of a schema', () => {
  test('shows names, ids, comments and what is special about a column', () => {
    const schema = schemaOf(
      field('dt', 'date'),
      field('a', 'long', {
        'delta.columnMapping.id': 7,
        'delta.columnMapping.physicalName': 'col-7',
        'delta.invariants': '{"expression":{"expression":"a > 3"}}',
        comment: 'first',
      }),
      field('n', 'long', { 'delta.identity.start': 1, 'delta.identity.step': 1, 'delta.identity.highWaterMark': 12 }),
      field('u', 'uint8'),
    )
    const [dt, a, n, u] = schemaTree(schema, { partitionColumns: ['DT'] })
    expect(dt?.flags).toEqual([{ kind: 'partition', text: 'partition column 1' }])
    expect(a).toMatchObject({
      physicalName: 'col-7',
      id: 7n,
      comment: 'first',
      flags: [{ kind: 'invariant', text: 'a > 3' }],
    })
    expect(n?.flags).toEqual([{ kind: 'identity', text: 'always, start 1, step 1, reached 12' }])
    expect(u?.flags).toEqual([{ kind: 'unknown-type', text: '"uint8"' }])
  })

  test('opens arrays and maps only where a struct is inside', () => {
    const schema = schemaOf(
      field('tags', { type: 'array', elementType: 'string', containsNull: true }),
      field(
        'rows',
        { type: 'array', elementType: struct(field('__proto__', 'long')), containsNull: false },
        { 'delta.columnMapping.physicalName': 'col-2', 'delta.columnMapping.nested.ids': { 'col-2.element': 9 } },
      ),
      field('m', { type: 'map', keyType: 'string', valueType: struct(field('x', 'long')), valueContainsNull: true }),
    )
    const [tags, rows, m] = schemaTree(schema, { partitionColumns: [] })
    expect(tags).toMatchObject({ typeText: 'array<string>', children: [] })
    expect(rows?.children).toMatchObject([
      {
        role: 'element',
        id: 9n,
        nullable: false,
        typeText: 'struct',
        children: [{ path: ['rows', 'element', '__proto__'] }],
      },
    ])
    expect(m?.children.map(({ role, typeText }) => [role, typeText])).toEqual([
      ['key', 'string'],
      ['value', 'struct'],
    ])
  })
})
