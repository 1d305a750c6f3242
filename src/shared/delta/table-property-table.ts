import type { PropertyType, TableProperty } from './table-property.ts'

const INT_MAX = 2n ** 31n - 1n
const LONG_MAX = 2n ** 63n - 1n
const BOOLEAN: PropertyType = { kind: 'boolean' }
const DURATION: PropertyType = { kind: 'duration' }
const SIZE: PropertyType = { kind: 'size' }
const TEXT: PropertyType = { kind: 'text' }

/** Properties with their defaults in Spark (`DeltaConfig`), then those of well-known products without a default. */
export const TABLE_PROPERTIES: readonly TableProperty[] = [
  property('delta.appendOnly', BOOLEAN, 'Rows may be added, never changed or removed.', 'false'),
  property('delta.logRetentionDuration', DURATION, 'How long the history of the log is kept.', 'interval 30 days'),
  property(
    'delta.deletedFileRetentionDuration',
    DURATION,
    'How long VACUUM spares files that were removed from the table.',
    'interval 1 week',
  ),
  property('delta.checkpointInterval', integer(1n), 'A checkpoint is written after this many commits.', '10'),
  property('delta.checkpointRetentionDuration', DURATION, 'How long old checkpoints are kept.', 'interval 2 days'),
  property('delta.checkpointPolicy', choice('classic', 'v2'), 'Which form new checkpoints have.', 'classic'),
  property('delta.enableExpiredLogCleanup', BOOLEAN, 'Whether expired history is deleted after a checkpoint.', 'true'),
  property('delta.checkpoint.writeStatsAsJson', BOOLEAN, 'Whether checkpoints hold statistics as JSON text.', 'true'),
  property(
    'delta.checkpoint.writeStatsAsStruct',
    BOOLEAN,
    'Whether checkpoints hold statistics as typed columns (the text says false, Spark says true).',
    'true',
  ),
  property(
    'delta.isolationLevel',
    choice('Serializable', 'WriteSerializable', 'SnapshotIsolation'),
    'How much concurrent writers must be apart; open-source Spark accepts Serializable alone.',
    'Serializable',
  ),
  property('delta.enableChangeDataFeed', BOOLEAN, 'Whether commits also write files that describe changes.', 'false'),
  property('delta.enableDeletionVectors', BOOLEAN, 'Whether rows may be deleted by deletion vectors.', 'false'),
  property('delta.columnMapping.mode', choice('none', 'name', 'id'), 'How columns are found in data files.', 'none'),
  property(
    'delta.columnMapping.maxColumnId',
    integer(0n, LONG_MAX),
    'The largest column id that was ever assigned.',
    '0',
  ),
  property(
    'delta.enableInCommitTimestamps',
    BOOLEAN,
    'Whether the time of a commit stands inside the commit.',
    'false',
  ),
  property(
    'delta.inCommitTimestampEnablementVersion',
    integer(0n, LONG_MAX),
    'The version from which on commits carry their time.',
  ),
  property(
    'delta.inCommitTimestampEnablementTimestamp',
    integer(0n, LONG_MAX),
    'The time of the version from which on commits carry their time, in milliseconds since 1970.',
  ),
  property('delta.enableRowTracking', BOOLEAN, 'Whether every row has a stable id.', 'false'),
  property('delta.rowTrackingSuspended', BOOLEAN, 'Whether writers stop assigning row ids.', 'false'),
  property('delta.rowTracking.materializedRowIdColumnName', TEXT, 'The hidden column that keeps row ids.'),
  property(
    'delta.rowTracking.materializedRowCommitVersionColumnName',
    TEXT,
    'The hidden column that keeps the version that last changed a row.',
  ),
  property('delta.enableTypeWidening', BOOLEAN, 'Whether column types may be widened without a rewrite.', 'false'),
  property('delta.enableVariantShredding', BOOLEAN, 'Whether parts of variants are stored as columns.', 'false'),
  property(
    'delta.dataSkippingNumIndexedCols',
    integer(-1n),
    'Statistics are collected for this many leaf columns; -1 means all.',
    '32',
  ),
  property('delta.dataSkippingStatsColumns', TEXT, 'The columns for which statistics are collected, by name.'),
  property('delta.randomizeFilePrefixes', BOOLEAN, 'Whether data files lie in folders with random names.', 'false'),
  property('delta.randomPrefixLength', integer(1n), 'Characters of the random folder names.', '2'),
  property('delta.setTransactionRetentionDuration', DURATION, 'How long transaction identifiers are kept.'),
  property(
    'delta.dropFeatureTruncateHistory.retentionDuration',
    DURATION,
    'How much history stays when a feature is dropped.',
    'interval 24 hours',
  ),
  property(
    'delta.requireCheckpointProtectionBeforeVersion',
    integer(0n, LONG_MAX),
    'Checkpoints before this version are kept.',
    '0',
  ),
  property(
    'delta.enableIcebergCompatV1',
    BOOLEAN,
    'Whether the table keeps to the rules of Iceberg, version 1.',
    'false',
  ),
  property(
    'delta.enableIcebergCompatV2',
    BOOLEAN,
    'Whether the table keeps to the rules of Iceberg, version 2.',
    'false',
  ),
  property(
    'delta.enableIcebergCompatV3',
    BOOLEAN,
    'Whether the table keeps to the rules of Iceberg, version 3.',
    'false',
  ),
  property('delta.enableIcebergWriterCompatV1', BOOLEAN, 'Whether Iceberg writers may write the table.', 'false'),
  property('delta.enableIcebergWriterCompatV3', BOOLEAN, 'Whether Iceberg writers may write the table.', 'false'),
  property('delta.parquet.compression.codec', TEXT, 'How new data files are compressed.'),
  property('delta.parquet.format.version', TEXT, 'The Parquet version of new data files.'),
  property(
    'delta.compatibility.symlinkFormatManifest.enabled',
    BOOLEAN,
    'Whether manifests for Presto are kept.',
    'false',
  ),
  property('delta.universalFormat.enabledFormats', TEXT, 'Other table formats that are kept beside Delta.'),
  property('delta.targetFileSize', SIZE, 'The size that OPTIMIZE aims at (Databricks).'),
  property('delta.tuneFileSizesForRewrites', BOOLEAN, 'Whether frequent rewrites get smaller files (Databricks).'),
  property('delta.autoOptimize.optimizeWrite', TEXT, 'Whether writers gather rows into larger files (Databricks).'),
  property('delta.autoOptimize.autoCompact', TEXT, 'Whether small files are compacted after writes (Databricks).'),
]

/** Families of properties whose last part is free, by prefix. */
export const PROPERTY_PREFIXES: readonly string[] = [
  'delta.constraints.',
  'delta.coordinatedCommits.',
  'delta.universalFormat.',
  'delta.parquet.',
  'delta.liquid.',
]

function property(name: string, type: PropertyType, summary: string, defaultText?: string): TableProperty {
  return { name, type, summary, ...(defaultText === undefined ? {} : { defaultText }) }
}

function integer(min: bigint, max: bigint = INT_MAX): PropertyType {
  return { kind: 'integer', min, max }
}

function choice(...values: string[]): PropertyType {
  return { kind: 'choice', values }
}
