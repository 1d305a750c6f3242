/** How far a commit is that is read line by line. */
export interface StreamProgress {
  /** Reading it and holding it against itself; against its table; sending its rows. */
  readonly phase: 'read' | 'judge' | 'send'
  /** Lines in the first two phases, rows in the last. */
  readonly lines: number
  /** Undefined while it is not known. */
  readonly linesTotal: number | undefined
  /** Characters of the source in the first two phases, bytes in the last. */
  readonly bytes: number
  /** About as many as there will be; 0 where nobody knows. */
  readonly bytesTotal: number
}

export type OnStreamProgress = (progress: StreamProgress) => void
