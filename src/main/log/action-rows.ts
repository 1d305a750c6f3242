import type {
  AddFile,
  CdcFile,
  CommitInfo,
  CommitLine,
  DeletionVector,
  DomainMetadata,
  ExtraFields,
  Metadata,
  Protocol,
  RemoveFile,
  Txn,
} from '../../shared/delta/actions.ts'
import {
  printAction,
  printDeletionVector,
  printExtra,
  printFormat,
  printStrings,
} from '../../shared/delta/print-action.ts'
import { logicalRows } from '../../shared/delta/stats.ts'
import type { ActionRow, ActionRows } from '../postgres/action-tables.ts'
import { fileKey } from '../postgres/file-key.ts'

/** A commit's provenance, which the ledger keeps instead of an action table. */
export interface StoredCommitInfo {
  readonly ordinal: number
  readonly action: CommitInfo
  /** The source line where it is not the canonical one. */
  readonly line: string | null
}

export function emptyActionRows(): ActionRows {
  return {
    dl_add_files: [],
    dl_remove_files: [],
    dl_metadata_updates: [],
    dl_protocol_updates: [],
    dl_txn_actions: [],
    dl_cdc_files: [],
    dl_domain_metadata: [],
    dl_other_actions: [],
  }
}

/**
 * Turns the actions of one version into rows, appended to `rows`: the one way in which actions enter the database. The
 * first commitInfo is given back for the ledger. A line is kept verbatim beside its columns only where it differs from
 * what `printAction` makes of them, so that it comes back byte for byte (C6). Where a version comes in several parts,
 * `firstOrdinal` is the place of the first line, and `commitInfoBefore` the commitInfo of an earlier part.
 */
export function addActionRows(
  rows: ActionRows,
  version: bigint,
  lines: readonly CommitLine[],
  firstOrdinal = 0,
  commitInfoBefore?: StoredCommitInfo,
): StoredCommitInfo | undefined {
  let commitInfo = commitInfoBefore
  for (const [index, { action, text, isCanonical }] of lines.entries()) {
    const ordinal = firstOrdinal + index
    const place = { version, ordinal, line: isCanonical || printAction(action) === text ? null : text }
    switch (action.kind) {
      case 'add':
        rows.dl_add_files.push(addRow(action, place))
        break
      case 'remove':
        rows.dl_remove_files.push(removeRow(action, place))
        break
      case 'metaData':
        rows.dl_metadata_updates.push(metadataRow(action, place))
        break
      case 'protocol':
        rows.dl_protocol_updates.push(protocolRow(action, place))
        break
      case 'txn':
        rows.dl_txn_actions.push(txnRow(action, place))
        break
      case 'cdc':
        rows.dl_cdc_files.push(cdcRow(action, place))
        break
      case 'domainMetadata':
        rows.dl_domain_metadata.push(domainRow(action, place))
        break
      case 'commitInfo':
        if (commitInfo === undefined) commitInfo = { ordinal, action, line: place.line }
        else rows.dl_other_actions.push({ ...place, name: 'commitInfo', content: action.text })
        break
      case 'unknown':
        rows.dl_other_actions.push({ ...place, name: action.name, content: action.text })
        break
      default:
        action satisfies never
    }
  }
  return commitInfo
}

interface Place {
  readonly version: bigint
  readonly ordinal: number
  readonly line: string | null
}

function addRow(add: AddFile, place: Place): ActionRow<'dl_add_files'> {
  return {
    ...place,
    file_key: fileKey(add.path, add.deletionVector),
    path: add.path,
    partition_values: printStrings(add.partitionValues),
    size: add.size,
    modification_time: add.modificationTime,
    data_change: add.dataChange,
    stats: add.stats ?? null,
    num_records: countedRecords(add),
    num_deleted: add.deletionVector?.cardinality ?? 0n,
    tags: printed(add.tags, printStrings),
    deletion_vector: printed<DeletionVector>(add.deletionVector, printDeletionVector),
    base_row_id: add.baseRowId ?? null,
    default_row_commit_version: add.defaultRowCommitVersion ?? null,
    clustering_provider: add.clusteringProvider ?? null,
    extra: printed<ExtraFields>(add.extra, printExtra),
    removed_version: null,
  }
}

/** Statistics that say something impossible count as none: a total must not be wrong because one file lies openly. */
function countedRecords(add: AddFile): bigint | null {
  const rows = logicalRows(add)
  if (rows === undefined) return null
  const records = rows + (add.deletionVector?.cardinality ?? 0n)
  return records > RECORDS_MAX ? null : records
}

const RECORDS_MAX = 2n ** 63n - 1n

function removeRow(remove: RemoveFile, place: Place): ActionRow<'dl_remove_files'> {
  return {
    ...place,
    file_key: fileKey(remove.path, remove.deletionVector),
    path: remove.path,
    deletion_timestamp: remove.deletionTimestamp ?? null,
    data_change: remove.dataChange,
    extended_file_metadata: remove.extendedFileMetadata ?? null,
    partition_values: printed(remove.partitionValues, printStrings),
    size: remove.size ?? null,
    stats: remove.stats ?? null,
    tags: printed(remove.tags, printStrings),
    deletion_vector: printed<DeletionVector>(remove.deletionVector, printDeletionVector),
    base_row_id: remove.baseRowId ?? null,
    default_row_commit_version: remove.defaultRowCommitVersion ?? null,
    extra: printed<ExtraFields>(remove.extra, printExtra),
  }
}

function metadataRow(metadata: Metadata, place: Place): ActionRow<'dl_metadata_updates'> {
  return {
    ...place,
    metadata_id: metadata.id,
    name: metadata.name ?? null,
    description: metadata.description ?? null,
    format: printFormat(metadata.format),
    schema_string: metadata.schemaString,
    partition_columns: metadata.partitionColumns,
    configuration: printStrings(metadata.configuration),
    created_time: metadata.createdTime ?? null,
    extra: printed<ExtraFields>(metadata.extra, printExtra),
  }
}

function protocolRow(protocol: Protocol, place: Place): ActionRow<'dl_protocol_updates'> {
  return {
    ...place,
    min_reader_version: protocol.minReaderVersion,
    min_writer_version: protocol.minWriterVersion,
    reader_features: protocol.readerFeatures ?? null,
    writer_features: protocol.writerFeatures ?? null,
    extra: printed<ExtraFields>(protocol.extra, printExtra),
  }
}

function txnRow(txn: Txn, place: Place): ActionRow<'dl_txn_actions'> {
  return {
    ...place,
    app_id: txn.appId,
    txn_version: txn.version,
    last_updated: txn.lastUpdated ?? null,
    extra: printed<ExtraFields>(txn.extra, printExtra),
  }
}

function cdcRow(cdc: CdcFile, place: Place): ActionRow<'dl_cdc_files'> {
  return {
    ...place,
    path: cdc.path,
    partition_values: printStrings(cdc.partitionValues),
    size: cdc.size,
    data_change: cdc.dataChange,
    tags: printed(cdc.tags, printStrings),
    extra: printed<ExtraFields>(cdc.extra, printExtra),
  }
}

function domainRow(domain: DomainMetadata, place: Place): ActionRow<'dl_domain_metadata'> {
  return {
    ...place,
    domain: domain.domain,
    configuration: domain.configuration,
    removed: domain.removed,
    extra: printed<ExtraFields>(domain.extra, printExtra),
  }
}

function printed<T>(value: T | undefined, print: (value: T) => string): string | null {
  return value === undefined ? null : print(value)
}
