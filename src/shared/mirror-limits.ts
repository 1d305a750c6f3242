/** Memory of the thread that makes checkpoints for what lives as long as a row: enough that little of it is ever copied. */
export const CHECKPOINT_YOUNG_MB = 96
/** Files that a checkpoint reads in one statement and sends to its thread at a time. */
export const CHECKPOINT_PAGE_FILES = 1_000
/** About so many bytes of rows are copied out by one statement, and at most so many rows. */
export const COPIED_PAGE_BYTES = 8 * 1024 * 1024
export const COPIED_PAGE_FILES_MAX = 20_000
/** File actions of one sidecar. */
export const SIDECAR_ACTIONS = 50_000
/** One file of a checkpoint, which is held in memory until it is stored and read back. */
export const CHECKPOINT_FILE_BYTES_MAX = 2 * 1024 * 1024 * 1024
/** Versions of a mirror on one page, and the length of a target. */
export const MIRRORED_VERSIONS_PAGE_MAX = 500
export const MIRROR_TARGET_CHARACTERS_MAX = 1_000
/** Versions that a publisher writes before it records them, and for how long it may collect them. */
export const PUBLISH_BATCH_VERSIONS = 100
export const PUBLISH_BATCH_MS = 250
/** Commits whose files are prepared together, and the bytes that these may hold; as many more are read meanwhile. */
export const PREPARED_COMMITS_MAX = 32
export const PREPARED_BYTES_MAX = 16 * 1024 * 1024
/** Readers shall not have to read more than that behind a checkpoint, and none that is older while there was a commit. */
export const CHECKPOINT_BYTES_MAX = 64n * 1024n * 1024n
export const CHECKPOINT_AGE_MS_MAX = 24 * 3_600_000
/** Tables that one publisher works on at a time. */
export const PUBLISHED_TABLES_MAX = 4
/** A lease ends so long after it was renewed; it is renewed several times in that. */
export const MIRROR_LEASE_MS = 15_000
/** Pauses between attempts to publish: full jitter over the first of these, doubled each time, up to the second. */
export const PUBLISH_RETRY_MS = 200
export const PUBLISH_RETRY_MS_MAX = 30_000
/** Failures of one target in a row after which it is left alone, and for how long. */
export const TARGET_FAILURES_MAX = 5
export const TARGET_REST_MS = 10_000
/** A version that is unpublished for longer raises an alert; so does one that failed so often. */
export const MIRROR_LAG_MS_MAX = 60_000
export const MIRROR_ATTEMPTS_MAX = 10
/** How often a mirror is held against its target. */
export const RECONCILE_INTERVAL_MS = 10 * 60_000
/** Characters of each side of a divergence that are shown, and findings that a verification keeps. */
export const DIVERGENCE_CHARACTERS_MAX = 200_000
export const VERIFY_FINDINGS_MAX = 500
/** Files of an offered cleanup that are shown. */
export const CLEANUP_SHOWN_MAX = 200
/** What a crashed publisher left behind is swept when it is so old. */
export const LEFTOVER_AGE_MS = 24 * 3_600_000
/** A commit file that is published or held against its commit, which is in memory meanwhile. */
export const MIRRORED_FILE_BYTES_MAX = 4 * 1024 * 1024 * 1024
