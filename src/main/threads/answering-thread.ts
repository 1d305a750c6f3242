import { type ResourceLimits, Worker } from 'node:worker_threads'

export interface ThreadPlan {
  /** Its code, as a source or as it is built. */
  readonly file: URL
  readonly name: string
  readonly resourceLimits: ResourceLimits
  /** Turns what a thread died of into what its owner shall see. */
  whyItDied?(error: Error): Error
}

type Waiting<Answer> = { readonly resolve: (answer: Answer) => void; readonly reject: (error: unknown) => void }

/**
 * A thread of limited memory that answers every message with one, in their order. An answer of the kind `failed` rejects
 * its question; an abort, or a death of the thread, ends it at once and rejects all that wait.
 */
export class AnsweringThread<Message, Answer extends { readonly kind: string }> implements AsyncDisposable {
  readonly #worker: Worker
  readonly #signal: AbortSignal
  readonly #waiting: Waiting<Answer>[] = []
  readonly #stop = () => this.#end(this.#signal.reason)
  #ended: { readonly reason: unknown } | undefined

  constructor({ file, name, resourceLimits, whyItDied }: ThreadPlan, signal: AbortSignal) {
    signal.throwIfAborted()
    this.#signal = signal
    this.#worker = new Worker(file, { name, resourceLimits })
    this.#worker.on('message', (answer: Answer) => this.#waiting.shift()?.resolve(answer))
    this.#worker.on('error', error => this.#end(whyItDied?.(error) ?? error))
    this.#worker.on('exit', code => this.#end(new Error(`the thread "${name}" ended with code ${code}`)))
    signal.addEventListener('abort', this.#stop)
  }

  /** The answer, which may be waited for later. What is in `transfer` belongs to the thread afterwards. */
  ask(message: Message, transfer: readonly ArrayBuffer[] = []): Promise<Answer> {
    const answer = this.#ask(message, transfer)
    // Whoever asks waits for it, though perhaps not at once.
    answer.catch(() => {})
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener('abort', this.#stop)
    this.#ended ??= { reason: new Error('the thread was let go') }
    await this.#worker.terminate()
  }

  async #ask(message: Message, transfer: readonly ArrayBuffer[]): Promise<Answer> {
    if (this.#ended) throw this.#ended.reason
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.#waiting.push({ resolve, reject })
    this.#worker.postMessage(message, transfer)
    const answer = await promise
    if (hasFailed(answer)) throw new Error(answer.message)
    return answer
  }

  #end(reason: unknown): void {
    this.#ended ??= { reason }
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended.reason)
    void this.#worker.terminate()
  }
}

/** What a thread answers when it could not do what it was asked for. */
interface Failed {
  readonly kind: 'failed'
  readonly message: string
}

function hasFailed(answer: { readonly kind: string }): answer is Failed {
  return answer.kind === 'failed'
}
