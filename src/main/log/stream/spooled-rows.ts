import type { ActionTable } from '../../postgres/action-tables.ts'

/** Rows of a COPY that lie in a file: where, and how many end there. */
export interface SpooledChunk {
  readonly offset: number
  readonly length: number
  readonly rows: number
}

/** The chunks of each table that has rows, in their order. */
export type SpooledRows = ReadonlyMap<ActionTable, readonly SpooledChunk[]>

export function countRows(chunks: readonly SpooledChunk[]): number {
  return chunks.reduce((rows, chunk) => rows + chunk.rows, 0)
}
