/** A statement has written another number of rows than it was given. */
export class RowsMiscounted extends Error {
  constructor(table: string, sent: number, written: number | null) {
    super(`${table}: ${sent} rows were sent and ${written} written`)
    this.name = 'RowsMiscounted'
  }
}
