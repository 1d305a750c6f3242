import {
  features,
  field,
  metaData,
  properties,
  protocol,
  type RuleCase,
  struct,
  testRules,
} from '../../../../test/rule-cases.ts'
import { METADATA_RULES } from './metadata-rules.ts'

const PROTOCOL = features(
  ['columnMapping'],
  ['invariants', 'identityColumns', 'generatedColumns', 'allowColumnDefaults'],
)

function metadataCase(wrong: string, right: string, ...at: (string | number)[]): RuleCase {
  return {
    broken: { commit: [PROTOCOL, wrong] },
    kept: { commit: [PROTOCOL, right] },
    ...(at.length > 0 ? { at: ['metaData', ...at] } : {}),
  }
}

function schemaCase(wrong: unknown, right: unknown, ...at: (string | number)[]): RuleCase {
  return metadataCase(metaData({}, wrong), metaData({}, right), 'schemaString', ...at)
}

function columnCase(
  wrong: ReturnType<typeof field>,
  right: ReturnType<typeof field>,
  ...at: (string | number)[]
): RuleCase {
  return schemaCase(struct(wrong), struct(right), 'fields', 0, ...at)
}

function mapped(id: number, physicalName: string) {
  return { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': physicalName }
}

function mappingCase(wrong: readonly ReturnType<typeof field>[], right: readonly ReturnType<typeof field>[]): RuleCase {
  const configuration = { 'delta.columnMapping.mode': 'name', 'delta.columnMapping.maxColumnId': '2' }
  return metadataCase(properties(configuration, struct(...wrong)), properties(configuration, struct(...right)))
}

const identity = { 'delta.identity.start': 1, 'delta.identity.step': 1 }
const nested = (...fields: ReturnType<typeof field>[]) =>
  field('outer', { type: 'array', elementType: struct(...fields), containsNull: true })

testRules(
  METADATA_RULES,
  new Map<string, RuleCase>([
    ['metadata.schema-missing', metadataCase(metaData({}, ''), metaData(), 'schemaString')],
    ['metadata.schema-unreadable', schemaCase('{"type":"struct"', struct())],
    [
      'metadata.schema-incomplete',
      schemaCase(
        { type: 'struct', fields: [{ name: 'a', type: 'long', metadata: {} }] },
        struct(field('a', 'long')),
        'fields',
        0,
        'nullable',
      ),
    ],
    ['metadata.type-unknown', columnCase(field('a', 'uint8'), field('a', 'geometry(OGC:CRS84)'), 'type')],
    ['metadata.decimal-range', columnCase(field('a', 'decimal(39,0)'), field('a', 'decimal(38,38)'), 'type')],
    [
      'metadata.column-repeated',
      {
        broken: { commit: [PROTOCOL, metaData({}, struct(nested(field('a', 'long'), field('A', 'long'))))] },
        kept: { commit: [PROTOCOL, metaData({}, struct(nested(field('a', 'long')), field('a', 'long')))] },
        at: ['metaData', 'schemaString', 'fields', 0, 'type', 'elementType', 'fields', 1, 'name'],
      },
    ],
    ['metadata.column-name', columnCase(field('a b', 'long'), field('__proto__', 'long'), 'name')],
    [
      'metadata.partition-column-missing',
      metadataCase(
        metaData({ partitionColumns: ['__proto__'] }),
        metaData({ partitionColumns: ['DT'] }),
        'partitionColumns',
        0,
      ),
    ],
    [
      'metadata.partition-column-repeated',
      metadataCase(
        metaData({ partitionColumns: ['dt', 'DT'] }),
        metaData({ partitionColumns: ['dt'] }),
        'partitionColumns',
        1,
      ),
    ],
    [
      'metadata.partition-column-type',
      metadataCase(
        metaData({ partitionColumns: ['outer'] }, struct(nested(field('a', 'long')), field('b', 'long'))),
        metaData({ partitionColumns: ['b'] }, struct(nested(field('a', 'long')), field('b', 'long'))),
        'partitionColumns',
        0,
      ),
    ],
    [
      'metadata.partition-all-columns',
      metadataCase(
        metaData({ partitionColumns: ['id', 'dt'] }),
        metaData({ partitionColumns: ['dt'] }),
        'partitionColumns',
      ),
    ],
    [
      'metadata.format',
      metadataCase(
        metaData({ format: { provider: 'orc', options: {} } }),
        metaData({ format: { provider: 'parquet', options: {} } }),
        'format',
        'provider',
      ),
    ],
    [
      'metadata.property-value',
      metadataCase(
        properties({ 'delta.logRetentionDuration': 'interval 1 month' }),
        properties({ 'delta.logRetentionDuration': 'interval 1 week', 'delta.appendOnly': 'TRUE' }),
        'configuration',
        'delta.logRetentionDuration',
      ),
    ],
    [
      'metadata.property-unknown',
      metadataCase(
        properties({ 'delta.apendOnly': 'true' }),
        properties({ ['__proto__']: 'true', 'delta.parquet.page.size': '1' }),
        'configuration',
        'delta.apendOnly',
      ),
    ],
    [
      'metadata.property-not-stored',
      metadataCase(properties({ 'delta.feature.x': 'supported' }), properties({ 'delta.features.x': 'supported' })),
    ],
    [
      'metadata.constraint-empty',
      {
        broken: { commit: [protocol(1, 3), properties({ 'delta.constraints.c': ' ' })] },
        kept: { commit: [protocol(1, 3), properties({ 'delta.constraints.c': 'id > 0' })] },
        at: ['metaData', 'configuration', 'delta.constraints.c'],
      },
    ],
    [
      'metadata.invariant-unreadable',
      columnCase(
        field('a', 'long', { 'delta.invariants': 'a > 3' }),
        field('a', 'long', { 'delta.invariants': '{"expression":{"expression":"a > 3"}}' }),
        'metadata',
        'delta.invariants',
      ),
    ],
    [
      'metadata.identity-incomplete',
      columnCase(field('a', 'integer', identity), field('a', 'long', identity), 'metadata'),
    ],
    [
      'metadata.column-exclusive',
      columnCase(
        field('a', 'long', { ...identity, 'delta.generationExpression': 'b' }),
        field('a', 'long', { CURRENT_DEFAULT: '1' }),
        'metadata',
      ),
    ],
    [
      'mapping.identifiers-missing',
      mappingCase([nested(field('a', 'long', mapped(2, 'p2')))], [field('a', 'long', mapped(2, 'p2'))]),
    ],
    [
      'mapping.id-repeated',
      mappingCase(
        [field('a', 'long', mapped(1, 'p1')), field('b', 'long', mapped(1, 'p2'))],
        [field('a', 'long', mapped(1, 'p1')), field('b', 'long', mapped(2, 'p2'))],
      ),
    ],
    [
      'mapping.physical-name-repeated',
      mappingCase(
        [field('a', 'long', mapped(1, 'p1')), field('b', 'long', mapped(2, 'p1'))],
        [field('a', 'long', mapped(1, 'p1')), field('b', 'long', mapped(2, 'P1'))],
      ),
    ],
    ['mapping.max-id', mappingCase([field('a', 'long', mapped(3, 'p1'))], [field('a', 'long', mapped(2, 'p1'))])],
  ]),
)
