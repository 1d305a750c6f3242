import { CHECKPOINT_HEAP_MB_MAX } from '../../../shared/limits.ts'
import { CHECKPOINT_YOUNG_MB } from '../../../shared/mirror-limits.ts'
import { AnsweringThread } from '../../threads/answering-thread.ts'
import type { BuiltFile, FileContent, FromBuilder, ToBuilder } from './worker-messages.ts'

/** Beside this file, as a source and as it is built. */
const FILE = new URL(`./builder-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/** A thread of limited memory in which files of checkpoints are laid out and read back. An abort ends it at once. */
export class BuilderThread implements AsyncDisposable {
  readonly #thread: AnsweringThread<ToBuilder, FromBuilder>

  constructor(signal: AbortSignal) {
    const resourceLimits = {
      maxOldGenerationSizeMb: CHECKPOINT_HEAP_MB_MAX,
      maxYoungGenerationSizeMb: CHECKPOINT_YOUNG_MB,
    }
    this.#thread = new AnsweringThread({ file: FILE, name: 'checkpoint-builder', resourceLimits }, signal)
  }

  /** Begins a file, or adds to it. */
  async send(message: Extract<ToBuilder, { kind: 'open' | 'adds' | 'copied' | 'removes' | 'lines' }>): Promise<void> {
    await this.#thread.ask(message, message.kind === 'copied' ? [message.page.bytes.buffer] : [])
  }

  /** Ends the file and gives it. */
  async close(): Promise<BuiltFile> {
    const answer = await this.#thread.ask({ kind: 'close' })
    if (answer.kind !== 'built') throw new Error(`a file was expected, ${answer.kind} came`)
    return answer.file
  }

  /** What a file holds by our own reader, or why it cannot be read. The bytes belong to the thread afterwards. */
  async read(bytes: Uint8Array<ArrayBuffer>, hasJsonStats: boolean): Promise<FileContent | string> {
    const answer = await this.#thread.ask({ kind: 'read', bytes, hasJsonStats }, isWhole(bytes) ? [bytes.buffer] : [])
    if (answer.kind === 'unreadable') return answer.message
    if (answer.kind !== 'content') throw new Error(`the content of a file was expected, ${answer.kind} came`)
    return answer.content
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#thread[Symbol.asyncDispose]()
  }
}

function isWhole({ buffer, byteLength }: Uint8Array<ArrayBuffer>): boolean {
  return buffer.byteLength === byteLength
}
