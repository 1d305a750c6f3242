import pg from 'pg'
import { placeOf } from '../copy/copy-failure.ts'

/** Says in the server's error which action of the commit the COPY stopped at: its rows are not the commit's lines. */
export function blameAction(error: unknown, rows: readonly { readonly ordinal: number }[]): unknown {
  const place = placeOf(error)
  const row = place && rows[place.row]
  if (!(error instanceof pg.DatabaseError) || row === undefined) return error
  const said = `Action ${row.ordinal + 1} of the commit.`
  return Object.assign(error, { detail: error.detail === undefined ? said : `${said} ${error.detail}` })
}
