/** Every bound of the program in one place; units last in the name. */
export const VERSION_MAX = 2n ** 63n - 1n
/** PostgreSQL's first moment, in 4714 BC, and the last of a `Date`, in 275760 AD. */
export const TIME_MS_MIN = -210_866_803_200_000
export const TIME_MS_MAX = 8_640_000_000_000_000
export const ORDINAL_MAX = 2 ** 31 - 1
export const NAME_BYTES_MAX = 255
export const DRAFT_BYTES_MAX = 64 * 1024 * 1024
export const DRAFT_ACTIONS_MAX = 100_000
/** Actions of one commit that is read from a file: memory does not grow with them but for some 20 bytes a file. */
export const STREAM_ACTIONS_MAX = 10_000_000
/** Drafts of so many characters are read in a thread of their own, so that nothing else has to wait. */
export const DRAFT_THREAD_CHARACTERS_MIN = 512 * 1024
/** Commits of so many bytes are remembered by hashes of their paths. */
export const STREAM_LARGE_BYTES_MIN = 16 * 1024 * 1024
/** Lines that a large commit holds against its table at a time. */
export const STREAM_LINES_PAGE = 4_000
/** Live files that one statement retires because they are added again. */
export const RETIRED_FILES_PAGE = 5_000
/** Memory of the thread that reads large commits. */
export const COMMIT_THREAD_HEAP_MB_MAX = 1024
/** Of it, what was made last: little for large commits, enough for all of another, which is read a third quicker so. */
export const COMMIT_THREAD_YOUNG_MB_MAX = 16
export const COMMIT_THREAD_YOUNG_MB_USUAL = 64
/** How long one statement of a large commit may take. */
export const STREAM_STATEMENT_MS_MAX = 1_800_000
export const FIELD_BYTES_MAX = 64 * 1024 * 1024
export const LINE_BYTES_MAX = 64 * 1024 * 1024
export const JSON_DEPTH_MAX = 256
/** Reading a commit stops after so many findings. */
export const ISSUES_MAX = 1_000
/** Findings that repeat one rule are cut off here, so that a commit of 100,000 files stays readable. */
export const ISSUES_PER_RULE_MAX = 100
export const TABLE_PAGE_MAX = 500
/** Values of one facet that a catalog counts and takes. */
export const FACET_VALUES_MAX = 100
/** Tables whose activity is read at once. */
export const ACTIVITY_TABLES_MAX = 200
export const HISTORY_PAGE_MAX = 200
/** Different operations, committers and applications that a history offers to choose from. */
export const VOCABULARY_NAMES_MAX = 500
/** A filtered history looks at so many versions in one statement, and goes on for so long before it tells how far it came. */
export const FILTER_CANDIDATES_MAX = 20_000
export const FILTER_MS_MAX = 250
/** Time is cut into so many parts where commits are counted. */
export const TIMELINE_BUCKETS_MAX = 1_000
/** Commits of a timeline that are drawn one by one; more are counted on the server. */
export const TIMELINE_SPANS_MAX = 10_000
export const TIMELINE_LANES_MAX = 40
/** Schema and protocol changes that an overview marks, the newest. */
export const TIMELINE_MARKS_MAX = 500
export const NOTE_BYTES_MAX = 16_384
export const ACTION_PAGE_MAX = 500
/** Of a list of places that is asked about: two million of them. */
export const ORDINAL_LIST_CHARACTERS_MAX = 11_000_000
/** Characters that actions are filtered by. */
export const TEXT_FILTER_MAX = 1_000
/** Partitions that the actions of one version are grouped by. */
export const PARTITION_GROUPS_MAX = 2_000
export const FRAME_BYTES_MAX = 8 * 1024 * 1024
/**
 * A text from so many characters on travels ahead of its call and is kept for the next one, of which then only the edit
 * travels; it is checked and kept when the typing pauses, not with every key.
 */
export const LARGE_TEXT_CHARACTERS = 256 * 1024
/** A piece of such a text; a character takes at most six bytes in a frame. */
export const TEXT_PART_CHARACTERS = 1024 * 1024
/** Of all such texts that one pipe keeps; the newest stays, however large it is. */
export const SHELF_CHARACTERS_MAX = 96 * 1024 * 1024
/** Folders of one folder that are listed to choose from. */
export const BROWSED_FOLDERS_MAX = 1_000
/** Pages that one loopback host serves at a time. */
export const SOCKETS_MAX = 100
/** Rows in one multi-row `insert`; 65,535 parameters is the wire's limit, 250 rows the measured optimum. */
export const VALUES_ROWS_MAX = 250
export const VALUES_PARAMETERS_MAX = 60_000
/**
 * From so many rows of one table on a commit sends them by COPY. COPY alone is the faster from 10 rows on, but a commit
 * without one travels in two round trips, which is worth more up to here.
 */
export const COPY_ROWS_MIN = 250
export const PREDICATE_CHARACTERS_MAX = 100_000
export const PREDICATE_DEPTH_MAX = 100
/** An import reads commit files from so many bytes on in pieces: of them it holds a few lines at a time. */
export const LARGE_COMMIT_BYTES_MIN = 8 * 1024 * 1024
/** A JSON file of a log that is read whole; its text must fit into one JavaScript string. */
export const LOG_FILE_BYTES_MAX = 256 * 1024 * 1024
/** Commit files that an import reads ahead of the one it writes. */
export const LOG_READ_AHEAD_FILES = 8
/** Files of one `_delta_log`, foreign ones included. */
export const LOG_FILES_MAX = 5_000_000
/** Findings that the scan of one log keeps; what is counted goes on. */
export const LOG_FINDINGS_MAX = 1_000
/** Of an archive: names of entries, the directory of a `.zip`, what of it is unpacked in memory, what grows on disk. */
export const ARCHIVE_NAME_BYTES_MAX = 64 * 1024
export const ZIP_DIRECTORY_BYTES_MAX = 1024 * 1024 * 1024
export const ZIP_ENTRY_HELD_BYTES_MAX = 8 * 1024 * 1024
export const UNPACKED_BYTES_MAX = 64 * 1024 * 1024 * 1024
/** How much an archive may grow, unless what comes out is small all the same. */
export const ARCHIVE_RATIO_MAX = 200
export const ARCHIVE_SMALL_BYTES = 1024 * 1024 * 1024
export const LAST_CHECKPOINT_BYTES_MAX = 16 * 1024 * 1024
/** Checkpoints and version checksums of a log that its scan looks into, the newest ones. */
export const SCANNED_MANIFESTS_MAX = 20
export const SCANNED_CHECKSUMS_MAX = 100
/** What a parquet file may say of itself before anything is allocated for it. */
export const PARQUET_FOOTER_BYTES_MAX = 16 * 1024 * 1024
export const PARQUET_SCHEMA_NODES_MAX = 10_000
export const PARQUET_ROWS_MAX = 50_000_000
/** Compressed bytes of a row group, which is held in memory while it is read. */
export const PARQUET_GROUP_BYTES_MAX = 512 * 1024 * 1024
export const PARQUET_PAGE_BYTES_MAX = 64 * 1024 * 1024
/** How much a page may grow when it is decompressed, unless it is small all the same. */
export const PARQUET_PAGE_RATIO_MAX = 200
export const PARQUET_PAGE_SMALL_BYTES = 2 * 1024 * 1024
/** Items of one list or map in a row, and values of a dictionary: an array of them stays far below the thread's memory. */
export const PARQUET_ITEMS_MAX = 100_000
export const PARQUET_DICTIONARY_VALUES_MAX = 1_000_000
/** Actions of a checkpoint that are handed over at a time: so many, or so many characters of them. */
export const CHECKPOINT_BATCH_ACTIONS = 1_000
export const CHECKPOINT_BATCH_CHARACTERS = 2_000_000
/** Characters of all actions in one file of a checkpoint, unless the file is so large that it may hold more. */
export const CHECKPOINT_TEXT_CHARACTERS_MAX = 1024 * 1024 * 1024
/** How long decoding the next batch of a checkpoint may take before it is given up. */
export const CHECKPOINT_BATCH_MS_MAX = 60_000
/** Memory of the thread that decodes checkpoints. */
export const CHECKPOINT_HEAP_MB_MAX = 1024
/** A checkpoint in JSON form is read in pieces of so many bytes. */
export const CHECKPOINT_PIECE_BYTES = 1024 * 1024
/** What a draft may declare to have read. */
export const READ_SCANS_MAX = 100
export const READ_FILES_MAX = 100_000
/** A forecast judges so many versions and file actions at a time, and lists so many files of each conflict. */
export const FORECAST_VERSIONS_MAX = 2_000
export const FORECAST_ACTIONS_MAX = 300_000
export const FORECAST_FILES_SHOWN_MAX = 200
export const REBASE_CHANGES_SHOWN_MAX = 500
/** Files that are picked by one predicate. */
export const PICKED_FILES_MAX = 20_000
/** Files that are in a template's way and are named. */
export const TEMPLATE_FILES_SHOWN_MAX = 500
/** Files that a recipe makes up for one draft: their text travels in one frame. */
export const SYNTHETIC_FILES_MAX = 5_000
export const SYNTHETIC_ROWS_MAX = 1_000_000_000
export const SYNTHETIC_STATS_COLUMNS_MAX = 32
/** Commits that a version conflict names. */
export const WINNERS_MAX = 20
/** How long a commit waits for its turn, for one statement, and for its caller between two statements. */
export const COMMIT_LOCK_MS_MAX = 10_000
export const COMMIT_STATEMENT_MS_MAX = 120_000
export const COMMIT_IDLE_MS_MAX = 60_000
/** The longest limit that a commit can be given. */
export const COMMIT_LIMIT_MS_MAX = 3_600_000
/** Writers of this process that are at one table at a time; the others wait here, first come first served. */
export const TABLE_WRITERS_MAX = 4
/** Small commits of this process that share a transaction. */
export const GROUP_COMMITS_MAX = 64
/** The newest attempts to commit of which percentiles are told. */
export const TIMED_ATTEMPTS_MAX = 2_000
/** Groups that may leave a commit to the next one before it goes ahead of all that come. */
export const GROUP_DEFERRALS_MAX = 4
/** Tables that one transaction can commit to. */
export const TOGETHER_TABLES_MAX = 16
/** Schemas that simulations make for themselves begin so. */
export const SIMULATION_SCHEMA_PREFIX = 'deltadesk_sim_'
/** How long finding out what became of a commit waits for the table's lock. */
export const RESOLVE_LOCK_MS_MAX = 2_000
export const FILE_PAGE_MAX = 500
/** Folders of one folder that are listed. */
export const FOLDERS_MAX = 500
export const PARTITIONS_MAX = 2_000
/** Files of each verdict that a pruning test sends along. */
export const PRUNED_FILES_SHOWN_MAX = 1_000
/** Live files that a scan reads in one statement, so that no snapshot of the database is held for long. */
export const SCAN_PAGE_FILES = 2_000
/** Leaf columns of which statistics are collected. */
export const STATISTICS_COLUMNS_MAX = 500
/** Metadata and protocol updates that are looked at to tell since when something holds. */
export const METADATA_UPDATES_MAX = 5_000
/** Actions about one path that its history tells. */
export const FILE_EVENTS_MAX = 2_000
/** COPY sends buffers of so many bytes, keeps so many for the next one, and has at most so many on their way. */
export const COPY_BUFFER_BYTES = 256 * 1024
export const COPY_BUFFERS_KEPT = 16
export const COPY_CHUNKS_IN_FLIGHT_MAX = 4
/**
 * Bounds that are kept of all columns together, and files of one column, to measure how they overlap: of more files, so
 * many are drawn by lot.
 */
export const OVERLAP_BOUNDS_MAX = 400_000
export const OVERLAP_FILES_MAX = 15_000
/** What a batch writer lets pile up before it suspends its source: bytes, batches, and the batches at which it resumes. */
export const COPY_PENDING_BYTES_MAX = 1024 * 1024 * 1024
export const COPY_PENDING_BATCHES_HIGH = 256
export const COPY_PENDING_BATCHES_LOW = 64
/** Batches that piled up go in one COPY up to so many bytes. */
export const COPY_COALESCED_BYTES_MAX = 64 * 1024 * 1024
/** A gap of more versions than these is where an inspection ends: each missing version takes a row. */
export const INSPECTED_GAP_VERSIONS_MAX = 10_000
export const BREAKPOINTS_MAX = 50
/** A running task is written down so often, and counts as gone when nothing was heard of it for so long. */
export const TASK_KEEP_MS = 1_000
export const TASK_HEARTBEAT_MS = 5_000
export const TASK_SILENCE_MS_MAX = 20_000
/** Tasks that have ended are forgotten beyond so many. */
export const TASKS_KEPT_MAX = 200
/** Ranges and checkpoints that a report on a log lists; what is counted goes on. */
export const REPORT_ITEMS_MAX = 100
/** Files that one statement reads when a whole history is held against its source. */
export const INTERVAL_PAGE_FILES = 5_000
/** Versions whose bytes are compared with the source after an import, spread evenly. */
export const VERIFIED_COMMITS = 50
/** Actions of several versions that are read in one statement. */
export const STORED_ACTIONS_PAGE = 5_000
/** COPY runs that are kept for comparison. */
export const COPY_RUNS_KEPT = 50
/** A run is looked at so often, keeps so many samples and so many events. */
export const COPY_SAMPLE_MS = 250
export const COPY_SAMPLES_MAX = 400
export const COPY_EVENTS_MAX = 100
/** How long a cancellation is waited for before the caller is told that its end is not known yet. */
export const COPY_CANCEL_MS_MAX = 10_000
/** Of a value or row that made a COPY fail: bytes, characters and columns that are shown. */
export const COPY_FAULT_VALUE_BYTES_MAX = 64
export const COPY_FAULT_TEXT_CHARACTERS_MAX = 200
export const COPY_FAULT_FIELDS_MAX = 40
/** Rows of the built-in benchmark. */
export const BENCHMARK_ROWS_MAX = 5_000_000
/** What a draft is called, and what it says of how it was made. */
export const DRAFT_TITLE_CHARACTERS_MAX = 200
export const DRAFT_NOTES_MAX = 1_000
/** Rows of each table that a preview of a draft shows, and characters of each value. */
export const PREVIEW_ROWS_MAX = 50
export const PREVIEW_VALUE_CHARACTERS_MAX = 500
/** Entries of the activity log that are read at once; a file of it is closed at so many bytes, and so many are kept. */
export const ACTIVITY_PAGE_MAX = 500
export const ACTIVITY_FILE_BYTES_MAX = 4 * 1024 * 1024
export const ACTIVITY_FILES_KEPT = 8
/** What a scenario may ask for; a run opens at most two connections a writer. */
export const SCENARIO_TEXT_CHARACTERS_MAX = 100_000
export const SCENARIO_NAME_CHARACTERS_MAX = 60
export const SIMULATION_WRITERS_MAX = 64
export const SIMULATION_TABLES_MAX = 8
export const SIMULATION_TABLE_FILES_MAX = 10_000
export const SIMULATION_COMMITS_MAX = 10_000
export const SIMULATION_COMMIT_FILES_MAX = 5_000
export const SIMULATION_FAULTS_MAX = 50
export const SIMULATION_SECONDS_MAX = 3_600
/** An exploration runs so many schedules at the most, and estimates stop counting at so many. */
export const SCHEDULES_RUN_MAX = 100_000
export const SCHEDULES_RUN_DEFAULT = 2_000
/** Writers whose steps are put in an order. */
export const SCHEDULED_WRITERS_MAX = 8
/** Tries to make a failing schedule smaller. */
export const SHRINK_TRIES_MAX = 300
/** No writer has moved for so long: the run is given up, and says who waits for whom. */
export const SIMULATION_STALL_MS_MAX = 15_000
/** Of a run: spans, different statements and reads that are kept, spans of one event of its stream, examples of one outcome. */
export const SIMULATION_SPANS_MAX = 100_000
export const SIMULATION_STATEMENTS_MAX = 2_000
export const SIMULATION_READS_MAX = 20_000
export const TICK_SPANS_MAX = 400
export const CLASS_EXAMPLES_MAX = 5
/** The newest commits that a read notes down, to be held against the history later. */
export const READ_TAIL_COMMITS = 16
/** Runs and scenarios that the data folder keeps. */
export const SIMULATION_RUNS_KEPT = 50
export const SCENARIOS_KEPT_MAX = 500
/** Live waits of writers are looked at so often. */
export const WAIT_SAMPLE_MS = 100
/** How long a cancelled run may take to be gone before its connections are cut. */
export const SIMULATION_CANCEL_MS_MAX = 1_000
