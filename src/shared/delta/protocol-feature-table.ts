import type { Activation, FeatureLimits, ProtocolFeature } from './protocol-feature.ts'

const LISTING: Activation = { by: 'listing' }
const ROWS = 'this program does not look at rows, so it cannot tell whether new ones obey'

const set = (property: string, ...values: string[]): Activation => ({
  by: 'property',
  property,
  values: values.length > 0 ? values : ['true'],
})
const typed = (...types: string[]): Activation => ({ by: 'column-type', types })
const marked = (...keys: string[]): Activation => ({ by: 'column-metadata', keys })

const DEFAULTS = { requires: [], aliases: [], standing: 'specified', limits: {} } as const

type Details = Partial<Omit<ProtocolFeature, 'name' | 'scope' | 'summary' | 'activation'>>

/** Every feature name known to Delta implementations, in the order in which people meet them. */
export const PROTOCOL_FEATURES: readonly ProtocolFeature[] = [
  writer('appendOnly', set('delta.appendOnly'), 'Rows may be added, never changed or removed.', {
    legacy: { writer: 2 },
  }),
  writer('invariants', marked('delta.invariants'), 'Columns carry expressions that every row must satisfy.', {
    legacy: { writer: 2 },
    limits: { newData: `Columns have invariants and ${ROWS} them.` },
  }),
  writer(
    'checkConstraints',
    { by: 'property-prefix', prefix: 'delta.constraints.' },
    'The table carries CHECK constraints that must be true for every row.',
    { legacy: { writer: 3 }, limits: { newData: `The table has CHECK constraints and ${ROWS} them.` } },
  ),
  writer(
    'changeDataFeed',
    set('delta.enableChangeDataFeed'),
    'Commits that change rows also write files that describe the changes.',
    { legacy: { writer: 4 } },
  ),
  writer(
    'generatedColumns',
    marked('delta.generationExpression'),
    'Columns are computed from other columns by an expression.',
    { legacy: { writer: 4 }, limits: { newData: `The table has generated columns and ${ROWS} their expressions.` } },
  ),
  both(
    'columnMapping',
    set('delta.columnMapping.mode', 'name', 'id'),
    'Columns are found in files by an id or a physical name, so they can be renamed and dropped.',
    { legacy: { writer: 5, reader: 2 } },
  ),
  writer(
    'identityColumns',
    marked('delta.identity.start', 'delta.identity.step', 'delta.identity.highWaterMark'),
    'A column is filled with unique numbers.',
    {
      legacy: { writer: 6 },
      limits: {
        newData:
          'The table has an identity column: whoever adds rows must move its high-water mark past the new values, and this program does not look at rows.',
      },
    },
  ),
  writer(
    'allowColumnDefaults',
    marked('CURRENT_DEFAULT'),
    'Columns have default values that a writer fills in for missing ones.',
  ),
  both(
    'deletionVectors',
    set('delta.enableDeletionVectors'),
    'Rows are deleted by marking them in a bitmap beside the file instead of rewriting the file.',
  ),
  writer(
    'rowTracking',
    set('delta.enableRowTracking'),
    'Every row has a stable id and the version that last changed it.',
    { requires: ['domainMetadata'] },
  ),
  both('timestampNtz', typed('timestamp_ntz'), 'Columns hold timestamps without a time zone.', {
    aliases: ['timestampWithoutTimezone'],
  }),
  writer('domainMetadata', LISTING, 'The log keeps named configurations for features and applications.'),
  both(
    'v2Checkpoint',
    set('delta.checkpointPolicy', 'v2'),
    'Checkpoints may keep their files in sidecars and have unique names.',
  ),
  both(
    'catalogManaged',
    LISTING,
    'A catalog decides who commits; the log on disk alone does not say what is committed.',
    {
      requires: ['inCommitTimestamp'],
      aliases: ['catalogOwned-preview'],
      limits: { writing: 'A catalog decides about the commits of this table and this program is not that catalog.' },
    },
  ),
  both(
    'catalogOwned',
    LISTING,
    'A former name of catalogManaged whose rules were never published.',
    former('catalogOwned'),
  ),
  both('managedCommit', LISTING, 'A former form of catalogManaged with commits in _commits.', former('managedCommit')),
  writer(
    'coordinatedCommits-preview',
    { by: 'property-prefix', prefix: 'delta.coordinatedCommits.' },
    'A coordinator decides who commits; superseded by catalogManaged.',
    {
      standing: 'implementation',
      requires: ['inCommitTimestamp', 'vacuumProtocolCheck'],
      limits: { writing: 'A commit coordinator decides about the commits of this table.' },
    },
  ),
  writer(
    'icebergCompatV1',
    set('delta.enableIcebergCompatV1'),
    'The table can be read as Apache Iceberg, version 1 rules.',
    {
      requires: ['columnMapping'],
      limits: iceberg(),
    },
  ),
  writer(
    'icebergCompatV2',
    set('delta.enableIcebergCompatV2'),
    'The table can be read as Apache Iceberg, version 2 rules.',
    {
      requires: ['columnMapping'],
      limits: iceberg(),
    },
  ),
  writer(
    'icebergCompatV3',
    set('delta.enableIcebergCompatV3'),
    'The table can be read as Apache Iceberg, version 3 rules.',
    {
      standing: 'proposed',
      requires: ['columnMapping', 'rowTracking'],
      limits: iceberg(),
    },
  ),
  writer(
    'icebergWriterCompatV1',
    set('delta.enableIcebergWriterCompatV1'),
    'The table can be written as Apache Iceberg, version 1 rules.',
    { standing: 'proposed', requires: ['icebergCompatV2'], limits: unchecked('Iceberg writer compatibility') },
  ),
  writer(
    'icebergWriterCompatV3',
    set('delta.enableIcebergWriterCompatV3'),
    'The table can be written as Apache Iceberg, version 3 rules.',
    { standing: 'proposed', requires: ['icebergCompatV3'], limits: unchecked('Iceberg writer compatibility') },
  ),
  writer(
    'clustering',
    { by: 'domain', domain: 'delta.clustering' },
    'Files are laid out by the values of clustering columns.',
    { requires: ['domainMetadata'] },
  ),
  both('vacuumProtocolCheck', LISTING, 'VACUUM must check that it may write the table.'),
  writer(
    'inCommitTimestamp',
    set('delta.enableInCommitTimestamps'),
    'The time of a commit stands inside the commit instead of being the time of its file.',
  ),
  both('typeWidening', set('delta.enableTypeWidening'), 'Column types can be widened without rewriting files.', {
    aliases: ['typeWidening-preview'],
  }),
  both('variantType', typed('variant'), 'Columns hold semi-structured values.', { aliases: ['variantType-preview'] }),
  both(
    'variantShredding',
    set('delta.enableVariantShredding'),
    'Parts of semi-structured values are stored as columns of their own.',
    { requires: ['variantType'], aliases: ['variantShredding-preview'] },
  ),
  writer(
    'checkpointProtection',
    { by: 'property-set', property: 'delta.requireCheckpointProtectionBeforeVersion' },
    'Old checkpoints must be kept because the history before them needs features that were dropped.',
    { standing: 'proposed' },
  ),
  writer('materializePartitionColumns', LISTING, 'Data files contain the partition columns as well.', {
    standing: 'proposed',
    limits: { newData: 'Data files must contain the partition columns, and this program does not open data files.' },
  }),
  writer('collations', marked('__COLLATIONS'), 'Strings are compared by the rules of a language.', {
    standing: 'proposed',
    requires: ['domainMetadata'],
    aliases: ['collations-preview'],
    limits: unchecked('collations'),
  }),
  writer('columnMappingUsageTracking', LISTING, 'The table records whether its columns were ever renamed or dropped.', {
    standing: 'proposed',
    requires: ['columnMapping'],
    limits: unchecked('column mapping usage tracking'),
  }),
  both('geospatial', typed('geometry', 'geography'), 'Columns hold shapes on a plane or on the earth.', {
    standing: 'implementation',
    aliases: ['geospatial-dev'],
    limits: unchecked('geospatial types'),
  }),
  both('timestampNanos', typed('timestamp_nanos', 'timestamp_ntz_nanos'), 'Timestamps have nanoseconds.', {
    standing: 'proposed',
    requires: ['timestampNtz'],
    limits: unchecked('timestamps with nanoseconds'),
  }),
  both('adaptiveMetadata', LISTING, 'The log has a new structure in which file actions refer to each other.', {
    standing: 'proposed',
    requires: ['catalogManaged', 'rowTracking', 'domainMetadata', 'deletionVectors', 'columnMapping'],
    aliases: ['adaptiveMetadata-preview'],
    limits: {
      reading: 'Its actions mean something else than the actions that this program knows.',
      writing: 'Its actions mean something else than the actions that this program knows.',
    },
  }),
  both('redirectReaderWriter-preview', LISTING, 'The table has moved; its log sends readers and writers elsewhere.', {
    standing: 'implementation',
    limits: {
      reading: 'The table has moved, and this log does not have its data any more.',
      writing: 'The table has moved, and commits belong to the new place.',
    },
  }),
  writer('redirectWriterOnly-preview', LISTING, 'The table has moved; its log sends writers elsewhere.', {
    standing: 'implementation',
    limits: { writing: 'The table has moved, and commits belong to the new place.' },
  }),
]

function writer(name: string, activation: Activation, summary: string, details: Details = {}): ProtocolFeature {
  return { name, scope: 'writer', activation, summary, ...DEFAULTS, ...details }
}

function both(name: string, activation: Activation, summary: string, details: Details = {}): ProtocolFeature {
  return { name, scope: 'reader-writer', activation, summary, ...DEFAULTS, ...details }
}

function iceberg(): FeatureLimits {
  return {
    newData: 'Iceberg compatibility asks for certain contents of data files, and this program does not open them.',
  }
}

function unchecked(what: string): FeatureLimits {
  return { writing: `The rules of ${what} are not part of this program.` }
}

function former(name: string): Details {
  const why = `The rules of the feature ${name} were never published, so nobody can follow them safely.`
  return { standing: 'implementation', limits: { reading: why, writing: why } }
}
