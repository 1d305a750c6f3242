import type { Action, AddFile, CommitInfo, Metadata, Protocol, RemoveFile } from '../src/shared/delta/actions.ts'

/** Actions for tests: what a test does not name has the plainest value. */
export function add(path: string, fields: Partial<AddFile> = {}): AddFile {
  return {
    kind: 'add',
    path,
    partitionValues: new Map(),
    size: 10n,
    modificationTime: 1n,
    dataChange: true,
    ...fields,
  }
}

export function remove(path: string, fields: Partial<RemoveFile> = {}): RemoveFile {
  return { kind: 'remove', path, dataChange: true, ...fields }
}

export function commitInfo(fields: Readonly<Record<string, unknown>>): CommitInfo {
  return {
    kind: 'commitInfo',
    text: JSON.stringify(fields),
    operation: typeof fields.operation === 'string' ? fields.operation : undefined,
    isBlindAppend: typeof fields.isBlindAppend === 'boolean' ? fields.isBlindAppend : undefined,
    inCommitTimestamp: typeof fields.inCommitTimestamp === 'number' ? BigInt(fields.inCommitTimestamp) : undefined,
  }
}

export function txn(appId: string, version = 1n): Action {
  return { kind: 'txn', appId, version }
}

export function domain(name: string, configuration = '{}'): Action {
  return { kind: 'domainMetadata', domain: name, configuration, removed: false }
}

export function protocol(features: readonly string[] = []): Protocol {
  return { kind: 'protocol', minReaderVersion: 1, minWriterVersion: 7, writerFeatures: features }
}

/** Columns are given as `id long, p string`. */
export function metadata(columns: string, fields: Partial<Metadata> = {}): Metadata {
  return {
    kind: 'metaData',
    id: 'table',
    format: { provider: 'parquet', options: new Map() },
    schemaString: schemaOf(columns),
    partitionColumns: [],
    configuration: new Map(),
    ...fields,
  }
}

function schemaOf(columns: string): string {
  const fields = columns.split(',').map(column => {
    const [name, type] = column.trim().split(' ')
    return { name, type, nullable: true, metadata: {} }
  })
  return JSON.stringify({ type: 'struct', fields })
}
