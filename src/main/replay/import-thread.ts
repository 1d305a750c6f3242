import { Worker } from 'node:worker_threads'
import { IMPORT_THREAD_HEAP_MB_MAX } from '../../shared/import-limits.ts'
import type { FromImportThread, ToImportThread } from './import-messages.ts'

/** Beside this file, as a source and as it is built. */
const WORKER = new URL(`./import-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/** What commits become is short-lived; with more room for it the threads of an import would take hundreds of megabytes. */
const YOUNG_MB = 16

type Waiting = { readonly resolve: (answer: FromImportThread) => void; readonly reject: (error: unknown) => void }

/** A commit needs more memory than a thread of an import may take. */
export class ImportOutOfMemory extends Error {
  constructor() {
    super(`A commit needs more memory than the ${IMPORT_THREAD_HEAP_MB_MAX} MB that an import may take for one.`)
    this.name = 'ImportOutOfMemory'
  }
}

/** A thread of limited memory that plays one part of an import. An abort ends it at once. */
export class ImportThread implements AsyncDisposable {
  readonly #worker: Worker
  readonly #signal: AbortSignal
  readonly #waiting: Waiting[] = []
  readonly #stop = () => this.#end(this.#signal.reason)
  #ended: { readonly reason: unknown } | undefined

  constructor(signal: AbortSignal) {
    signal.throwIfAborted()
    this.#signal = signal
    this.#worker = new Worker(WORKER, {
      name: 'import',
      resourceLimits: { maxOldGenerationSizeMb: IMPORT_THREAD_HEAP_MB_MAX, maxYoungGenerationSizeMb: YOUNG_MB },
    })
    this.#worker.on('message', (answer: FromImportThread) => this.#waiting.shift()?.resolve(answer))
    this.#worker.on('error', error => {
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      this.#end(isMemory ? new ImportOutOfMemory() : error)
    })
    this.#worker.on('exit', code => this.#end(new Error(`a thread of the import ended with code ${code}`)))
    signal.addEventListener('abort', this.#stop)
  }

  /** The answer, which may be waited for later: the thread takes one message after the other. */
  ask(message: ToImportThread): Promise<FromImportThread> {
    const answer = this.#ask(message)
    // Whoever asks waits for it, though perhaps not at once.
    answer.catch(() => {})
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener('abort', this.#stop)
    this.#ended ??= { reason: new Error('the thread was let go') }
    await this.#worker.terminate()
  }

  async #ask(message: ToImportThread): Promise<FromImportThread> {
    if (this.#ended) throw this.#ended.reason
    const { promise, resolve, reject } = Promise.withResolvers<FromImportThread>()
    this.#waiting.push({ resolve, reject })
    this.#worker.postMessage(message)
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
