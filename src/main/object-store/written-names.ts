import { ObjectFailure } from './object-store.ts'

const VERSION = String.raw`\d{20}`
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

const COMMIT = new RegExp(`^_delta_log/${VERSION}\\.json$`)
const POINTER = /^_delta_log\/_last_checkpoint$/
const REMOVABLE = new RegExp(
  `^_delta_log/(?:${VERSION}\\.checkpoint(?:\\.${UUID})?\\.(?:parquet|json)|${VERSION}\\.crc` +
    `|_sidecars/(?:${VERSION}\\.checkpoint\\.\\d{10}\\.\\d{10}\\.)?${UUID}\\.parquet)$`,
)

export type Writing = 'create' | 'replace' | 'remove' | 'remove commit'

/** Whether a key is the name of a log file that this program writes. */
export function isLogFileOfOurs(key: string): boolean {
  return COMMIT.test(key) || REMOVABLE.test(key)
}

/**
 * Refuses every key that is not the name of a log file which this program writes: commits, classic and UUID checkpoints,
 * sidecars (`<uuid>.parquet`, also after `<version>.checkpoint.<part>.<parts>.`), checksums and `_last_checkpoint`. A
 * commit is replaced only as one that was `seen`, and removed only by name of that deed.
 */
export function checkWrittenName(key: string, writing: Writing, seen?: string): void {
  const allowed = {
    create: COMMIT.test(key) || REMOVABLE.test(key) || POINTER.test(key),
    replace: REMOVABLE.test(key) || POINTER.test(key) || (COMMIT.test(key) && seen !== undefined),
    remove: REMOVABLE.test(key),
    'remove commit': COMMIT.test(key),
  }[writing]
  if (!allowed) throw new ObjectFailure('refused', `Expected the name of a log file to ${writing}, got ${key}.`)
}
