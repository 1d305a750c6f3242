/** An import stops looking for more problems after so many. */
export const IMPORT_PROBLEMS_MAX = 100
/** An import sends what it has collected when it has so many versions, actions or bytes. */
export const IMPORT_BATCH_VERSIONS = 250
export const IMPORT_BATCH_ACTIONS = 12_500
export const IMPORT_BATCH_BYTES = 8 * 1024 * 1024
/** Versions of one transaction of an import that a person may ask for. */
export const IMPORT_BATCH_VERSIONS_MAX = 2_000
/** Commits that travel to a thread together, whichever is reached first; what fits into one group needs no thread. */
export const IMPORT_GROUP_BYTES = 1024 * 1024
export const IMPORT_GROUP_COMMITS = 250
/** Groups that threads have been given and not answered yet: enough to make a batch while the one before is sent. */
export const IMPORT_GROUPS_UNDER_WAY = 6
/** Of each thread that works on an import; the files of a table's state lie outside of it. */
export const IMPORT_THREAD_HEAP_MB_MAX = 2048
/** Versions or files that an import reads at once of what is there already. */
export const IMPORT_LEDGER_PAGE = 10_000
/** What the server may take for a batch, so that the rows which its guards look at stay in memory. */
export const IMPORT_WORK_MEM_MB = 32
