import { Worker } from 'node:worker_threads'
import { CHECKPOINT_HEAP_MB_MAX } from '../../../shared/limits.ts'
import type { BuiltFile, FileContent, FromBuilder, ToBuilder } from './worker-messages.ts'

/** Beside this file, as a source and as it is built. */
const WORKER = new URL(`./builder-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

type Waiting = { readonly resolve: (answer: FromBuilder) => void; readonly reject: (error: unknown) => void }

/** A thread of limited memory in which files of checkpoints are laid out and read back. An abort ends it at once. */
export class BuilderThread implements AsyncDisposable {
  readonly #worker: Worker
  readonly #signal: AbortSignal
  readonly #waiting: Waiting[] = []
  readonly #stop = () => this.#end(this.#signal.reason)
  #ended: { readonly reason: unknown } | undefined

  constructor(signal: AbortSignal) {
    signal.throwIfAborted()
    this.#signal = signal
    this.#worker = new Worker(WORKER, {
      name: 'checkpoint-builder',
      resourceLimits: { maxOldGenerationSizeMb: CHECKPOINT_HEAP_MB_MAX },
    })
    this.#worker.on('message', (answer: FromBuilder) => this.#waiting.shift()?.resolve(answer))
    this.#worker.on('error', error => this.#end(error))
    this.#worker.on('exit', code => this.#end(new Error(`the thread that makes checkpoints ended with code ${code}`)))
    signal.addEventListener('abort', this.#stop)
  }

  /** Begins a file, or adds to it. */
  async send(message: Extract<ToBuilder, { kind: 'open' | 'adds' | 'removes' | 'lines' }>): Promise<void> {
    await this.#ask(message)
  }

  /** Ends the file and gives it. */
  async close(): Promise<BuiltFile> {
    const answer = await this.#ask({ kind: 'close' })
    if (answer.kind !== 'built') throw new Error(`a file was expected, ${answer.kind} came`)
    return answer.file
  }

  /** What a file holds by our own reader, or why it cannot be read. The bytes belong to the thread afterwards. */
  async read(bytes: Uint8Array<ArrayBuffer>, hasJsonStats: boolean): Promise<FileContent | string> {
    const answer = await this.#ask({ kind: 'read', bytes, hasJsonStats }, isWhole(bytes) ? [bytes.buffer] : [])
    if (answer.kind === 'unreadable') return answer.message
    if (answer.kind !== 'content') throw new Error(`the content of a file was expected, ${answer.kind} came`)
    return answer.content
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener('abort', this.#stop)
    this.#ended ??= { reason: new Error('the thread was let go') }
    await this.#worker.terminate()
  }

  async #ask(message: ToBuilder, transfer: ArrayBuffer[] = []): Promise<FromBuilder> {
    if (this.#ended) throw this.#ended.reason
    const { promise, resolve, reject } = Promise.withResolvers<FromBuilder>()
    this.#waiting.push({ resolve, reject })
    this.#worker.postMessage(message, transfer)
    const answer = await promise
    if (answer.kind === 'failed') throw new Error(answer.message)
    return answer
  }

  #end(reason: unknown): void {
    this.#ended ??= { reason }
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended.reason)
    void this.#worker.terminate()
  }
}

function isWhole({ buffer, byteLength }: Uint8Array<ArrayBuffer>): boolean {
  return buffer.byteLength === byteLength
}
