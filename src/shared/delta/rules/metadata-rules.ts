import type { Rule } from './rule.ts'

const SCHEMA = 'Schema Serialization Format'
const METADATA = 'Change Metadata'
const MAPPING = 'Column Mapping'

/** Rules about a metaData action by itself. */
export const METADATA_RULES = {
  'metadata.schema-unreadable': {
    title: 'The schema can be read',
    writing: 'error',
    reading: 'warning',
    section: SCHEMA,
    explanation:
      'schemaString is the JSON text of a struct type. History with a broken one is shown, not read as a table.',
  },
  'metadata.schema-missing': {
    title: 'The metaData has a schema',
    writing: 'error',
    reading: 'silent',
    section: METADATA,
    explanation: 'Old logs lack it; Spark reads them as a table without columns.',
  },
  'metadata.schema-incomplete': {
    title: 'Every field says whether it is nullable and has metadata',
    writing: 'warning',
    reading: 'silent',
    section: SCHEMA,
    explanation: 'Spark and the kernels fail on fields that lack one of them.',
  },
  'metadata.type-unknown': {
    title: 'All column types are known',
    writing: 'warning',
    reading: 'warning',
    section: SCHEMA,
    explanation: 'Unknown types are kept as they are written; statistics of such columns are not used.',
  },
  'metadata.decimal-range': {
    title: 'Decimals have 1 to 38 digits and no more of them behind the point',
    writing: 'error',
    reading: 'warning',
    section: 'Primitive Types',
    explanation: 'Other decimals exist neither in Parquet nor in Spark.',
  },
  'metadata.column-repeated': {
    title: 'Column names are unique, upper and lower case being the same',
    writing: 'error',
    reading: 'warning',
    section: SCHEMA,
    explanation: 'Spark resolves names without regard to case and refuses such a schema, at every level of nesting.',
  },
  'metadata.column-name': {
    title: 'Column names fit into Parquet',
    writing: 'error',
    reading: 'silent',
    section: 'Spark (checkFieldNames)',
    explanation:
      'Without column mapping Spark refuses names with a space or one of , ; { } ( ) = or a tab or line feed; the text has no such rule.',
  },
  'metadata.partition-column-missing': {
    title: 'Partition columns are columns of the schema',
    writing: 'error',
    reading: 'warning',
    section: METADATA,
    explanation: 'Partition columns are named as in the schema (logical names) and stand at its top level.',
  },
  'metadata.partition-column-repeated': {
    title: 'No column is a partition column twice',
    writing: 'error',
    reading: 'warning',
    section: METADATA,
    explanation: 'partitionValues can hold one value for a column.',
  },
  'metadata.partition-column-type': {
    title: 'Partition columns have simple types',
    writing: 'error',
    reading: 'warning',
    section: 'Partition Value Serialization',
    explanation: 'Structs, arrays, maps, variants and shapes have no text form for a partition value.',
  },
  'metadata.partition-all-columns': {
    title: 'At least one column is not a partition column',
    writing: 'error',
    reading: 'silent',
    section: 'Spark (partition columns)',
    explanation: 'A Parquet file without columns cannot be written; Spark refuses it, the text does not mention it.',
  },
  'metadata.format': {
    title: 'Data files are Parquet',
    writing: 'error',
    reading: 'warning',
    section: 'Format Specification',
    explanation: 'The protocol knows no other provider.',
  },
  'metadata.property-value': {
    title: 'Table properties have values of their kind',
    writing: 'error',
    reading: 'warning',
    section: 'Table Properties',
    explanation: 'A reader that parses the property fails on the whole table.',
  },
  'metadata.property-unknown': {
    title: 'Properties named delta.* are known',
    writing: 'warning',
    reading: 'silent',
    section: 'Table Properties',
    explanation: 'Spark refuses to set unknown ones, but tables written by other products have them. A typing error?',
  },
  'metadata.property-not-stored': {
    title: 'Inputs of ALTER TABLE are not stored',
    writing: 'warning',
    reading: 'silent',
    section: 'Spark (DeltaConfig)',
    explanation:
      'delta.feature.*, delta.minReaderVersion and delta.minWriterVersion change the protocol; Spark never stores them.',
  },
  'metadata.constraint-empty': {
    title: 'CHECK constraints have an expression',
    writing: 'error',
    reading: 'warning',
    section: 'CHECK Constraints',
    explanation: 'An empty expression fails on every write.',
  },
  'metadata.invariant-unreadable': {
    title: 'Column invariants can be read',
    writing: 'error',
    reading: 'warning',
    section: 'Column Invariants',
    explanation: 'The value is JSON text of the form {"expression":{"expression":"x > 3"}}.',
  },
  'metadata.identity-incomplete': {
    title: 'Identity columns are long, with a start and a step that is not zero',
    writing: 'error',
    reading: 'warning',
    section: 'Identity Columns',
    explanation: 'Writers compute the next value from both.',
  },
  'metadata.column-exclusive': {
    title: 'A column is generated, an identity or has a default: one of them',
    writing: 'error',
    reading: 'warning',
    section: 'Identity Columns',
    explanation: 'Each of them decides about the same value. Spark refuses the combination.',
  },
  'mapping.identifiers-missing': {
    title: 'Under column mapping every field has an id and a physical name',
    writing: 'error',
    reading: 'warning',
    section: MAPPING,
    explanation: 'Files are read by them; a field without them is null everywhere.',
  },
  'mapping.id-repeated': {
    title: 'Column ids are unique',
    writing: 'error',
    reading: 'warning',
    section: MAPPING,
    explanation: 'Two columns would read the same values.',
  },
  'mapping.physical-name-repeated': {
    title: 'Physical names are unique among the fields of a struct',
    writing: 'error',
    reading: 'warning',
    section: MAPPING,
    explanation: 'Two columns would read the same values.',
  },
  'mapping.max-id': {
    title: 'delta.columnMapping.maxColumnId is at least the largest id',
    writing: 'error',
    reading: 'warning',
    section: MAPPING,
    explanation: 'The next new column would get an id that is taken.',
  },
} as const satisfies Record<string, Rule>
