import { describe, expect, test } from 'vitest'
import type { Metadata, Protocol } from './actions.ts'
import { canRead, canWrite } from './protocol-access.ts'
import {
  activeFeatures,
  findFeature,
  missingFeatures,
  PROTOCOL_FEATURES,
  supportedFeatures,
  supports,
} from './protocol-features.ts'
import { describeUpgrade, protocolWith } from './protocol-upgrade.ts'
import { checkProtocol } from './rules/check-protocol.ts'
import { parseSchema } from './schema.ts'

function protocol(reader: number, writer: number, readers?: readonly string[], writers?: readonly string[]): Protocol {
  return {
    kind: 'protocol',
    minReaderVersion: reader,
    minWriterVersion: writer,
    readerFeatures: readers,
    writerFeatures: writers ? [...(readers ?? []), ...writers] : undefined,
  }
}

function metadata(...configuration: [string, string][]): Metadata {
  return {
    kind: 'metaData',
    id: 'a',
    format: { provider: 'parquet', options: new Map() },
    schemaString: '',
    partitionColumns: [],
    configuration: new Map(configuration),
  }
}

const names = (features: readonly { readonly name: string }[]) => features.map(({ name }) => name).sort()

describe('the table of features', () => {
  test('holds every name once, aliases included, and requires what it holds', () => {
    const all = PROTOCOL_FEATURES.flatMap(({ name, aliases }) => [name, ...aliases])
    expect(new Set(all).size).toBe(all.length)
    for (const { requires } of PROTOCOL_FEATURES) for (const name of requires) expect(all).toContain(name)
    expect(findFeature('typeWidening-preview')).toBe(findFeature('typeWidening'))
    expect(findFeature('__proto__')).toBeUndefined()
  })

  test.each([
    [1, 1, []],
    [1, 2, ['appendOnly', 'invariants']],
    [1, 3, ['appendOnly', 'checkConstraints', 'invariants']],
    [1, 4, ['appendOnly', 'changeDataFeed', 'checkConstraints', 'generatedColumns', 'invariants']],
    [
      2,
      6,
      [
        'appendOnly',
        'changeDataFeed',
        'checkConstraints',
        'columnMapping',
        'generatedColumns',
        'identityColumns',
        'invariants',
      ],
    ],
  ])('versions %i and %i imply their features', (reader, writer, expected) => {
    expect(names(supportedFeatures(protocol(reader, writer)))).toEqual(expected)
  })

  test('with lists nothing is implied, but reader version 2 implies column mapping', () => {
    expect(names(supportedFeatures(protocol(3, 7, [], ['appendOnly'])))).toEqual(['appendOnly'])
    expect(supports(protocol(2, 7, undefined, []), 'columnMapping')).toBe(true)
    expect(supports(protocol(3, 7, ['typeWidening-preview'], []), 'typeWidening')).toBe(true)
    expect(supports(protocol(3, 7, [], []), 'toString')).toBe(false)
  })

  test('a feature is active when it is supported and used', () => {
    const use = { metadata: metadata(['delta.appendOnly', 'TRUE'], ['delta.columnMapping.mode', 'none']) }
    expect(names(activeFeatures(protocol(2, 5), use))).toEqual(['appendOnly'])
    expect(names(missingFeatures(protocol(1, 1), use))).toEqual(['appendOnly'])
    const schema = parseSchema(
      '{"type":"struct","fields":[{"name":"a","type":{"type":"array","elementType":"variant","containsNull":true},"nullable":true,"metadata":{}}]}',
    )
    expect(names(missingFeatures(protocol(1, 2), { schema: schema.kind === 'ok' ? schema.value : undefined }))).toEqual(
      ['variantType'],
    )
  })
})

describe('access', () => {
  test('tables without surprises are read and written', () => {
    expect(canRead(protocol(1, 2))).toEqual({ kind: 'allowed' })
    expect(canWrite(protocol(3, 7, ['deletionVectors'], ['inCommitTimestamp']), {})).toEqual({ kind: 'allowed' })
  })

  test('an unknown reader feature shuts the table, an unknown writer feature makes it read-only', () => {
    expect(canRead(protocol(3, 7, ['future'], []))).toMatchObject({ kind: 'refused', reasons: [{ feature: 'future' }] })
    expect(canRead(protocol(3, 7, [], ['future']))).toEqual({ kind: 'allowed' })
    expect(canWrite(protocol(3, 7, [], ['future']), {})).toMatchObject({
      kind: 'refused',
      reasons: [{ feature: 'future' }],
    })
    expect(canRead(protocol(4, 7))).toMatchObject({ kind: 'refused' })
    expect(canWrite(protocol(1, 8), {})).toMatchObject({ kind: 'refused' })
  })

  test('a table that a catalog manages is read and never written', () => {
    const managed = protocol(3, 7, ['catalogManaged'], ['inCommitTimestamp'])
    expect(canRead(managed)).toEqual({ kind: 'allowed' })
    expect(canWrite(managed, {})).toMatchObject({ kind: 'refused', reasons: [{ feature: 'catalogManaged' }] })
  })

  test('rules about rows forbid new rows while they are active, not while they are merely supported', () => {
    const constrained = { metadata: metadata(['delta.constraints.c', 'a > 0']) }
    expect(canWrite(protocol(1, 3), {})).toEqual({ kind: 'allowed' })
    expect(canWrite(protocol(1, 3), constrained)).toMatchObject({
      kind: 'no-new-data',
      reasons: [{ feature: 'checkConstraints' }],
    })
    expect(canWrite(protocol(1, 2), constrained)).toEqual({ kind: 'allowed' })
  })
})

describe('an upgrade', () => {
  test('stays with legacy versions only where they add nothing else', () => {
    expect(protocolWith(protocol(1, 2), ['checkConstraints'])).toMatchObject({
      minReaderVersion: 1,
      minWriterVersion: 3,
    })
    expect(protocolWith(protocol(1, 2), ['columnMapping'])).toEqual(
      protocol(2, 7, undefined, ['appendOnly', 'invariants', 'columnMapping']),
    )
    expect(protocolWith(protocol(1, 2), ['appendOnly'])).toEqual(protocol(1, 2))
  })

  test('lists what the old versions implied and pulls in what features need', () => {
    expect(protocolWith(protocol(1, 2), ['rowTracking'])).toEqual(
      protocol(1, 7, undefined, ['appendOnly', 'invariants', 'rowTracking', 'domainMetadata']),
    )
    const upgraded = protocolWith(protocol(2, 5), ['deletionVectors'])
    expect(upgraded.minReaderVersion).toBe(3)
    expect(upgraded.readerFeatures).toEqual(['columnMapping', 'deletionVectors'])
    expect(names(supportedFeatures(protocol(2, 5))).every(name => upgraded.writerFeatures?.includes(name))).toBe(true)
  })

  test('always ends in a well-formed protocol that supports more', () => {
    for (const from of [protocol(1, 1), protocol(1, 4), protocol(2, 6), protocol(3, 7, ['v2Checkpoint'], [])]) {
      for (const { name } of PROTOCOL_FEATURES) {
        const to = protocolWith(from, [name])
        expect(checkProtocol(to)).toEqual([])
        expect(supports(to, name)).toBe(true)
        expect(describeUpgrade(from, to)).toMatchObject({ lost: [], lowersVersions: false })
        expect(protocolWith(to, [name])).toBe(to)
      }
    }
  })

  test('says who is shut out and what gets lost', () => {
    const step = describeUpgrade(protocol(1, 2), protocol(3, 7, ['deletionVectors'], ['appendOnly']))
    expect(names(step.gained)).toEqual(['deletionVectors'])
    expect(names(step.lost)).toEqual(['invariants'])
    expect(step.consequences[0]).toBe('Readers that do not know deletionVectors can no longer read the table.')
    expect(describeUpgrade(protocol(1, 2), protocol(1, 2)).consequences).toEqual([])
    expect(describeUpgrade(protocol(1, 3), protocol(1, 2)).lowersVersions).toBe(true)
  })
})
