import { COMMIT_LOCK_MS_MAX, COMMIT_STATEMENT_MS_MAX, COPY_ROWS_MIN } from '../../shared/limits.ts'

/** How commits to a database are sent where nothing else is asked for. */
export interface CommitDefaults {
  readonly lockMs: number
  readonly statementMs: number
  /** From so many rows of one table on they go by COPY. */
  readonly copyRowsMin: number
}

export const COMMIT_DEFAULTS: CommitDefaults = {
  lockMs: COMMIT_LOCK_MS_MAX,
  statementMs: COMMIT_STATEMENT_MS_MAX,
  copyRowsMin: COPY_ROWS_MIN,
}
