/** How a member is edited: as text, a whole number, yes or no, JSON as it is, or JSON that Delta keeps inside a string. */
export type FieldType = 'text' | 'number' | 'boolean' | 'json' | 'json-text'

const DELETION_VECTOR = { deletionVector: 'json' } as const
const FILE = { path: 'text', partitionValues: 'json', size: 'number', dataChange: 'boolean' } as const
const ROWS = { baseRowId: 'number', defaultRowCommitVersion: 'number' } as const

/** The members of each action that this program knows (Delta protocol, "Actions"), in the order of its form. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = {
  add: {
    ...FILE,
    modificationTime: 'number',
    stats: 'json-text',
    tags: 'json',
    ...DELETION_VECTOR,
    ...ROWS,
    clusteringProvider: 'text',
  },
  remove: {
    ...FILE,
    deletionTimestamp: 'number',
    extendedFileMetadata: 'boolean',
    stats: 'json-text',
    tags: 'json',
    ...DELETION_VECTOR,
    ...ROWS,
  },
  metaData: {
    id: 'text',
    name: 'text',
    description: 'text',
    schemaString: 'json-text',
    partitionColumns: 'json',
    configuration: 'json',
    format: 'json',
    createdTime: 'number',
  },
  protocol: { minReaderVersion: 'number', minWriterVersion: 'number', readerFeatures: 'json', writerFeatures: 'json' },
  txn: { appId: 'text', version: 'number', lastUpdated: 'number' },
  cdc: { ...FILE, tags: 'json' },
  domainMetadata: { domain: 'text', configuration: 'text', removed: 'boolean' },
  commitInfo: {
    operation: 'text',
    operationParameters: 'json',
    timestamp: 'number',
    inCommitTimestamp: 'number',
    readVersion: 'number',
    isolationLevel: 'text',
    isBlindAppend: 'boolean',
    engineInfo: 'text',
    userName: 'text',
    txnId: 'text',
  },
}

/** The fields of an action's form; an action that is unknown here has none, and its members are edited as JSON. */
export function fieldsOf(kind: string): Readonly<Record<string, FieldType>> {
  return Object.hasOwn(FIELDS, kind) ? (FIELDS[kind] ?? {}) : {}
}
