import pg from 'pg'

/** What went wrong: with the connection, in the server, with a value, or because it took too long. */
export type CopyFailureKind = 'connection-lost' | 'copy-failed' | 'serialization-error' | 'timeout'

/** Where the server stopped. */
export interface CopyPlace {
  /** Position among the rows of this COPY, from 0. */
  readonly row: number
  readonly column: string | null
}

/** The server has taken another number of rows than were sent. Nothing must be kept of them. */
export class RowCountMismatch extends Error {
  override readonly name = 'RowCountMismatch'
  readonly sent: number
  readonly taken: number

  constructor(sent: number, taken: number) {
    super(`${sent} rows were sent and the server has taken ${taken}`)
    this.sent = sent
    this.taken = taken
  }
}

/** The row that an error of the server speaks of, from `COPY trades, line 5, column price`; in any of its languages. */
export function placeOf(error: unknown): CopyPlace | undefined {
  if (!(error instanceof pg.DatabaseError) || error.where === undefined) return undefined
  const [, line, column] = WHERE.exec(error.where) ?? []
  if (line === undefined || Number(line) < 1) return undefined
  return { row: Number(line) - 1, column: column?.trim() ?? null }
}

const WHERE = /^COPY .+?, [^\d,]+ (\d+)(?:, \S+ ([^:\n]+))?/m
