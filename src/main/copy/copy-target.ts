import { COPY_BUFFER_BYTES, COPY_BUFFERS_KEPT } from '../../shared/limits.ts'
import { BufferPool } from './buffer-pool.ts'

/** A full buffer, framed as one CopyData message. */
export interface Chunk {
  readonly buffer: Buffer
  readonly length: number
}

/** A place to come back to when the rest of a row is refused. */
export interface Mark {
  readonly fullChunks: number
  readonly closedBytes: number
  readonly position: number
}

const COPY_DATA = 0x64
/** The message's type and its length, which counts itself. */
const FRAME_BYTES = 5
const LENGTH_BYTES = 4

const pool = new BufferPool(COPY_BUFFER_BYTES, COPY_BUFFERS_KEPT)

/** Gives a chunk's buffer back once the socket has let go of it. */
export function recycle({ buffer }: Chunk): void {
  pool.give(buffer)
}

/** A buffer of at least so many bytes, with whatever content it has. */
export function takeBuffer(bytes: number): Buffer {
  return bytes > pool.bufferBytes ? Buffer.allocUnsafeSlow(bytes) : pool.take()
}

/**
 * Where rows are laid out by hand, in pooled buffers that are messages of the wire already. Writers claim bytes and fill
 * them at once through `buffer` and `view`, which change with every claim.
 */
export class CopyTarget {
  buffer: Buffer
  view: DataView
  position = FRAME_BYTES
  #full: Chunk[] = []
  #closedBytes = 0

  constructor() {
    this.buffer = pool.take()
    this.view = viewOf(this.buffer)
  }

  /** Bytes of content so far, without frames. */
  get contentBytes(): number {
    return this.#closedBytes + this.position - FRAME_BYTES
  }

  get hasFullChunks(): boolean {
    return this.#full.length > 0
  }

  /** Reserves exactly so many bytes in a row and gives the position of the first. */
  claim(bytes: number): number {
    if (this.position + bytes > this.buffer.length) this.#openChunk(bytes)
    const at = this.position
    this.position = at + bytes
    return at
  }

  /** Makes room for at most so many bytes at `position`; the writer moves `position` by what it has used. */
  makeRoom(bytesMax: number): number {
    if (this.position + bytesMax > this.buffer.length) this.#openChunk(bytesMax)
    return this.position
  }

  writeInt32(value: number): void {
    const at = this.claim(LENGTH_BYTES)
    this.view.setInt32(at, value)
  }

  mark(): Mark {
    return { fullChunks: this.#full.length, closedBytes: this.#closedBytes, position: this.position }
  }

  /** Forgets everything since the mark; no chunk may have been taken in between. */
  rewind({ fullChunks, closedBytes, position }: Mark): void {
    const [reopened, ...dropped] = this.#full.splice(fullChunks)
    if (reopened) {
      for (const chunk of dropped) recycle(chunk)
      pool.give(this.buffer)
      this.buffer = reopened.buffer
      this.view = viewOf(this.buffer)
    }
    this.#closedBytes = closedBytes
    this.position = position
  }

  /** Counts the content of a chunk that was laid out in another target. */
  countElsewhere({ length }: Chunk): void {
    this.#closedBytes += length - FRAME_BYTES
  }

  takeFullChunks(): Chunk[] {
    const full = this.#full
    this.#full = []
    return full
  }

  /** Everything that is left, the last chunk included. */
  takeRest(): Chunk[] {
    this.#openChunk(0)
    return this.takeFullChunks()
  }

  /** Gives all buffers back; the target cannot be used afterwards. */
  release(): void {
    for (const chunk of this.takeFullChunks()) recycle(chunk)
    pool.give(this.buffer)
    this.buffer = Buffer.alloc(0)
  }

  #openChunk(bytes: number): void {
    if (this.position > FRAME_BYTES) {
      this.buffer[0] = COPY_DATA
      this.view.setInt32(1, this.position - 1)
      this.#full.push({ buffer: this.buffer, length: this.position })
      this.#closedBytes += this.position - FRAME_BYTES
    } else pool.give(this.buffer)
    this.buffer = takeBuffer(bytes + FRAME_BYTES)
    this.view = viewOf(this.buffer)
    this.position = FRAME_BYTES
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length)
}
