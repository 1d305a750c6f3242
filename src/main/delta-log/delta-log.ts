import type { ObjectStore } from '../object-store/object-store.ts'
import type { LogListing } from './log-listing.ts'

/** A Delta log that was found and listed; disposing of it closes what it lies in. */
export interface DeltaLog extends AsyncDisposable {
  readonly kind: 'folder' | 'tar' | 'zip' | 'store'
  /** Where it was found: a path without symbolic links; of an archive the archive's. */
  readonly location: string
  /** What the table may be called: the folder's name, or the archive's without its ending. */
  readonly name: string
  /** The table's folder: `_delta_log` is a folder in it. */
  readonly store: ObjectStore
  readonly listing: LogListing
}
