/** What the command's exit code tells a script; only 0 is success. */
export const EXIT_CODES = {
  success: 0,
  /** A fault of this program. */
  internal: 1,
  usage: 2,
  'not-found': 3,
  /** The input breaks rules: a log that cannot be imported, a draft that must not be committed. */
  refused: 4,
  'version-conflict': 5,
  /** The server was not reached, or answered with an error. */
  database: 6,
  timeout: 7,
  /** Whether the commit was made could not be found out. */
  unknown: 8,
  /** A simulation broke a promise, or did not end as its scenario claims. */
  'not-as-claimed': 9,
  cancelled: 130,
} as const

export type FailureKind = Exclude<keyof typeof EXIT_CODES, 'success'>

export const EXIT_CODES_HELP = `Exit codes:
  0  success                       5  version conflict: somebody else was first
  1  a fault of this program       6  the database was not reached or failed
  2  wrong usage                   7  a limit of time has passed
  3  no such table or version      8  unknown whether the commit was made
  4  refused: the input is wrong   9  a simulation did not end as claimed
                                   130  cancelled`
