import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeBuffer } from '../../copy/copy-target.ts'
import type { EncodedChunk } from '../../copy/encoded-chunk.ts'
import type { SpooledChunk } from './spooled-rows.ts'

/** A file without a name in which laid-out rows wait for their transaction; a crash leaves nothing of it. */
export class RowSpool implements AsyncDisposable {
  readonly #handle: FileHandle
  /** Still to be removed, where the system does not let go of a name that is open. */
  readonly #path: string | undefined

  private constructor(handle: FileHandle, path: string | undefined) {
    this.#handle = handle
    this.#path = path
  }

  /** In `folder`, which is made where absent; the system's own where undefined. */
  static async open(folder = tmpdir()): Promise<RowSpool> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, `deltadesk-${randomUUID()}.rows`)
    const handle = await open(path, 'wx+', 0o600)
    const isGone = await rm(path).then(
      () => true,
      () => false,
    )
    return new RowSpool(handle, isGone ? undefined : path)
  }

  /** For the thread that writes. */
  get file(): number {
    return this.#handle.fd
  }

  /** The chunks one after the other, each in a buffer that belongs to whoever takes it. */
  async *read(chunks: readonly SpooledChunk[]): AsyncGenerator<EncodedChunk, void> {
    for (const { offset, length, rows } of chunks) {
      const buffer = takeBuffer(length)
      for (let filled = 0; filled < length; ) {
        const { bytesRead } = await this.#handle.read(buffer, filled, length - filled, offset + filled)
        if (bytesRead === 0) throw new Error('the file of laid-out rows is shorter than what was written to it')
        filled += bytesRead
      }
      yield { buffer, length, rows }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
    if (this.#path !== undefined) await rm(this.#path, { force: true })
  }
}
