import { Worker } from 'node:worker_threads'
import type { CheckpointAction } from '../../../shared/delta/actions.ts'
import { CHECKPOINT_BATCH_MS_MAX, CHECKPOINT_HEAP_MB_MAX } from '../../../shared/limits.ts'
import type { OpenObject } from '../../object-store/object-store.ts'
import { CheckpointFailure } from '../checkpoint-failure.ts'
import type { FromDecoder, ToDecoder } from './worker-messages.ts'

/** Beside this file, as a source and as it is built. */
const WORKER = new URL(`./checkpoint-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

type Incoming = FromDecoder | { readonly kind: 'ended'; readonly reason: string; readonly isMemory: boolean }

/**
 * A thread of limited memory in which parquet files are decoded, one after the other. A file that needs more memory, or
 * more time for its next batch, than a checkpoint ever does costs this thread and nothing else.
 */
export class DecoderThread implements AsyncDisposable {
  readonly #worker: Worker
  readonly #batchMsMax: number
  #incoming: Incoming[] = []
  #arrived: (() => void) | undefined

  constructor(heapMbMax: number = CHECKPOINT_HEAP_MB_MAX, batchMsMax: number = CHECKPOINT_BATCH_MS_MAX) {
    this.#batchMsMax = batchMsMax
    this.#worker = new Worker(WORKER, {
      name: 'checkpoint-decoder',
      resourceLimits: { maxOldGenerationSizeMb: heapMbMax, maxYoungGenerationSizeMb: YOUNG_MB, stackSizeMb: STACK_MB },
    })
    this.#worker.unref()
    this.#worker.on('message', (message: FromDecoder) => this.#take(message))
    this.#worker.on('error', error => {
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      this.#take({ kind: 'ended', reason: String(error), isMemory })
    })
    this.#worker.on('exit', code => this.#take({ kind: 'ended', reason: `code ${code}`, isMemory: false }))
  }

  /** The actions of one file in bounded batches. Fails with a `CheckpointFailure`, and with the reason of `signal`. */
  async *decode(
    object: OpenObject,
    file: string,
    signal: AbortSignal,
  ): AsyncGenerator<readonly CheckpointAction[], void> {
    this.#send({ kind: 'decode', size: object.size })
    for (;;) {
      const message = await this.#next(file, signal)
      switch (message.kind) {
        case 'read': {
          const bytes = await object.read(message.start, message.end)
          this.#send({ kind: 'bytes', bytes }, isWholeBuffer(bytes) ? [bytes.buffer] : [])
          break
        }
        case 'batch':
          yield message.actions
          this.#send({ kind: 'more' })
          break
        case 'end':
          return
        case 'failed':
          throw new CheckpointFailure(`checkpoint.${message.problem}`, file, message.message)
        case 'ended':
          throw endFailure(message, file)
        default:
          message satisfies never
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }

  #send(message: ToDecoder, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer)
  }

  #take(message: Incoming): void {
    this.#incoming.push(message)
    this.#arrived?.()
  }

  async #next(file: string, signal: AbortSignal): Promise<Incoming> {
    signal.throwIfAborted()
    const message = this.#incoming.shift()
    if (message) return message
    await this.#arrival(file, signal)
    return this.#next(file, signal)
  }

  /** Waits for the next message, but neither longer than a batch may take nor after `signal` said to stop. */
  async #arrival(file: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const stop = () => resolve()
    const timer = setTimeout(() => {
      const message = `It took more than ${this.#batchMsMax} ms to decode a part of the checkpoint.`
      reject(new CheckpointFailure('checkpoint.time', file, message))
    }, this.#batchMsMax)
    this.#arrived = resolve
    signal.addEventListener('abort', stop)
    this.#worker.ref()
    try {
      await promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      this.#arrived = undefined
      this.#worker.unref()
    }
  }
}

/**
 * Small on purpose: when memory runs out, the thread may grow by 16 MB until it is stopped, and what a collection moves
 * out of the young generation must fit into that. Beyond it, V8 ends the whole process.
 */
const YOUNG_MB = 8
const STACK_MB = 4

function endFailure({ isMemory, reason }: Extract<Incoming, { kind: 'ended' }>, file: string): CheckpointFailure {
  return isMemory
    ? new CheckpointFailure('checkpoint.memory', file, 'Decoding the checkpoint needs more memory than it may have.')
    : new CheckpointFailure('checkpoint.damaged', file, `Decoding the checkpoint ended early: ${reason}.`)
}

function isWholeBuffer({ buffer, byteLength }: Uint8Array<ArrayBuffer>): boolean {
  return buffer.byteLength === byteLength
}
