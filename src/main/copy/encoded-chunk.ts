import type { Chunk } from './copy-target.ts'

/**
 * Rows of a COPY as bytes, without its header and its trailer, framed as one CopyData message. A row may begin in one
 * chunk and end in the next; `rows` are those that end here.
 */
export interface EncodedChunk extends Chunk {
  readonly rows: number
}
