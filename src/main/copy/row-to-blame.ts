import { placeOf } from './copy-failure.ts'
import { RowRefused } from './refusals.ts'

/** A row by its position in its COPY; undefined where it is gone. */
export type RowAt = (ordinal: number) => object | undefined | Promise<object | undefined>

/** The row that an error of a COPY speaks of. One that cannot be got any more is not worth another failure. */
export async function rowToBlame(error: unknown, rowAt: RowAt): Promise<object | undefined> {
  const place = error instanceof RowRefused ? error : placeOf(error)
  if (place === undefined) return undefined
  try {
    return await rowAt(place.row)
  } catch {
    return undefined
  }
}
