/** A value that its column cannot hold; thrown before anything of it is sent. */
export class ValueRefused extends Error {
  override readonly name = 'ValueRefused'
}

/** A row with a value that its column cannot hold. Nothing of the row was sent. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused'
  /** Position among the rows of this COPY, from 0. */
  readonly row: number
  readonly column: string
  readonly reason: string

  constructor(row: number, column: string, reason: string) {
    super(`row ${row}, column ${column}: ${reason}`)
    this.row = row
    this.column = column
    this.reason = reason
  }
}

/** A value for people: short, and never the whole of a long one. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, SHOWN_MAX)) : String(value).slice(0, SHOWN_MAX)
  return typeof value === 'string' && value.length > SHOWN_MAX ? `${text}… (${value.length} characters)` : text
}

const SHOWN_MAX = 60
