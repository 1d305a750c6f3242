/** Every bound of the program in one place; units last in the name. */
export const VERSION_MAX = 2n ** 63n - 1n
export const NAME_BYTES_MAX = 255
export const DRAFT_BYTES_MAX = 64 * 1024 * 1024
export const DRAFT_ACTIONS_MAX = 100_000
export const FIELD_BYTES_MAX = 64 * 1024 * 1024
export const LINE_BYTES_MAX = 64 * 1024 * 1024
export const JSON_DEPTH_MAX = 256
/** Reading a commit stops after so many findings. */
export const ISSUES_MAX = 1_000
/** Findings that repeat one rule are cut off here, so that a commit of 100,000 files stays readable. */
export const ISSUES_PER_RULE_MAX = 100
export const TABLE_PAGE_MAX = 500
export const HISTORY_PAGE_MAX = 200
export const ACTION_PAGE_MAX = 500
export const FRAME_BYTES_MAX = 8 * 1024 * 1024
/** Folders of one folder that are listed to choose from. */
export const BROWSED_FOLDERS_MAX = 1_000
/** Pages that one loopback host serves at a time. */
export const SOCKETS_MAX = 100
/** Rows in one multi-row `insert`; 65,535 parameters is the wire's limit, 250 rows the measured optimum. */
export const VALUES_ROWS_MAX = 250
export const VALUES_PARAMETERS_MAX = 60_000
export const PREDICATE_CHARACTERS_MAX = 100_000
export const PREDICATE_DEPTH_MAX = 100
/** One JSON commit file; its text must fit into one JavaScript string. */
export const LOG_FILE_BYTES_MAX = 256 * 1024 * 1024
/** Commit files that an import reads ahead of the one it writes. */
export const LOG_READ_AHEAD_FILES = 8
/** An import stops looking for more problems after so many. */
export const IMPORT_PROBLEMS_MAX = 100
/** An import sends what it has collected when it has so many versions, actions or bytes. */
export const IMPORT_BATCH_VERSIONS = 250
export const IMPORT_BATCH_ACTIONS = 5_000
export const IMPORT_BATCH_BYTES = 16 * 1024 * 1024
/** What a draft may declare to have read. */
export const READ_SCANS_MAX = 100
export const READ_FILES_MAX = 100_000
/** A forecast judges so many versions and file actions at a time, and lists so many files of each conflict. */
export const FORECAST_VERSIONS_MAX = 2_000
export const FORECAST_ACTIONS_MAX = 300_000
export const FORECAST_FILES_SHOWN_MAX = 200
export const REBASE_CHANGES_SHOWN_MAX = 500
/** Commits that a version conflict names. */
export const WINNERS_MAX = 20
/** How long a commit waits for its turn, for one statement, and for its caller between two statements. */
export const COMMIT_LOCK_MS_MAX = 10_000
export const COMMIT_STATEMENT_MS_MAX = 120_000
export const COMMIT_IDLE_MS_MAX = 60_000
/** How long finding out what became of a commit waits for the table's lock. */
export const RESOLVE_LOCK_MS_MAX = 2_000
