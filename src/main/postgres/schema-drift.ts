import type pg from 'pg'
import { checkTables, describeMismatch, type TableMismatch } from '../copy/check-table.ts'
import { bool, bytea, int4, int8, jsonb, nullable, numeric, text, timestamptz, uuid } from '../copy/column-types.ts'
import { defineTable, type Table } from '../copy/define-table.ts'
import { ACTION_TABLES, type ActionTable, actionTable } from './action-tables.ts'

/**
 * What is different in the log's own tables from what this program writes and reads, a sentence each; empty where all is
 * well. Migrations are compared by their text: this finds what somebody has changed by hand.
 */
export async function findSchemaDrift(client: pg.ClientBase): Promise<readonly string[]> {
  const { mismatches } = await checkTables(client, LOG_TABLES, 'warn')
  return mismatches.map((mismatch: TableMismatch) => describeMismatch(mismatch))
}

const LOG_TABLES: readonly Table[] = [
  defineTable('dl_tables', {
    table_id: uuid,
    name: text,
    location: nullable(text),
    current_version: int8,
    created_at: timestamptz,
    properties: jsonb,
  }),
  defineTable('dl_table_versions', {
    table_id: uuid,
    version: int8,
    kind: text,
    commit_id: uuid,
    committed_at: timestamptz,
    time_source: text,
    committer: text,
    writer: text,
    operation: text,
    operation_parameters: nullable(text),
    read_version: nullable(int8),
    isolation_level: nullable(text),
    is_blind_append: nullable(bool),
    engine_info: nullable(text),
    commit_info: nullable(text),
    commit_info_ordinal: nullable(int4),
    commit_info_line: nullable(text),
    framing: nullable(text),
    num_actions: int4,
    num_adds: int4,
    num_removes: int4,
    num_metadata: int4,
    num_protocol: int4,
    num_txns: int4,
    num_cdc: int4,
    num_domains: int4,
    num_others: int4,
    files_added: int8,
    files_removed: int8,
    bytes_added: numeric(38, 0),
    bytes_removed: numeric(38, 0),
    rows_added: nullable(numeric(38, 0)),
    rows_removed: nullable(numeric(38, 0)),
    total_files: int8,
    total_bytes: numeric(38, 0),
    total_rows: nullable(numeric(38, 0)),
    metadata_version: nullable(int8),
    protocol_version: nullable(int8),
  }),
  defineTable('dl_mirror_status', {
    table_id: uuid,
    version: int8,
    state: text,
    content_sha256: nullable(bytea),
    content_bytes: nullable(int8),
    etag: nullable(text),
    published_at: nullable(timestamptz),
    attempts: int4,
    error_class: nullable(text),
    error_message: nullable(text),
    next_attempt_at: nullable(timestamptz),
    checkpoint_state: nullable(text),
    checkpoint_error: nullable(text),
    publisher_epoch: nullable(int8),
  }),
  ...(Object.keys(ACTION_TABLES) as ActionTable[]).map(actionTable),
]
