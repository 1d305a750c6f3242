export interface CopyCounts {
  readonly rows: number
  /** Bytes of content, without the messages around them. */
  readonly bytes: number
}

/** Milliseconds that a COPY has spent; a wait that is not over yet counts as well. */
export interface CopyTimes {
  /** Laying out rows, or waiting for those that somebody else lays out. */
  readonly encodeMs: number
  /** Handing buffers over, and letting everything else in the process have its turn. */
  readonly handoverMs: number
  /** Waiting until one of the buffers on their way is taken. */
  readonly roomMs: number
  /** Waiting for the server's answer. */
  readonly answerMs: number
}
