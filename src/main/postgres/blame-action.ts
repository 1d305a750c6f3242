import pg from 'pg'
import { placeOf } from '../copy/copy-failure.ts'

/** Says in the server's error which action of the commit the COPY stopped at: its rows are not the commit's lines. */
export function blameAction(error: unknown, rows: readonly { readonly ordinal: number }[]): unknown {
  const place = placeOf(error)
  return blameOrdinal(error, place && rows[place.row]?.ordinal)
}

/** As `blameAction`, where the action's place in the commit is known; undefined: it is not. */
export function blameOrdinal(error: unknown, ordinal: number | undefined): unknown {
  if (!(error instanceof pg.DatabaseError) || ordinal === undefined) return error
  const said = `Action ${ordinal + 1} of the commit.`
  return Object.assign(error, { detail: error.detail === undefined ? said : `${said} ${error.detail}` })
}
