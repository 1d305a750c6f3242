import { Worker } from 'node:worker_threads'
import {
  COMMIT_THREAD_HEAP_MB_MAX,
  COMMIT_THREAD_YOUNG_MB_MAX,
  COMMIT_THREAD_YOUNG_MB_USUAL,
} from '../../../shared/limits.ts'
import type { IntakeProgress } from './commit-intake.ts'
import type { FindFiles, StreamedLook, Verdict } from './judge-commit.ts'
import type { CommitRead, FromCommitThread, ReadRequest, ToCommitThread } from './thread-messages.ts'

/** Beside this file, as a source and as it is built. */
const WORKER = new URL(`./commit-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

type OnProgress = (progress: IntakeProgress) => void

/** An error of the thread with the system's name for it, such as ENOSPC. */
export class CommitThreadFailure extends Error {
  override readonly name = 'CommitThreadFailure'
  readonly code: string | undefined

  constructor(message: string, code: string | undefined) {
    super(message)
    this.code = code
  }
}

/** A thread that reads one commit at a time and holds it against its table. An abort ends it at once. */
export class CommitThread implements AsyncDisposable {
  static #idle: CommitThread | undefined
  readonly #worker: Worker
  #answer: PromiseWithResolvers<FromCommitThread> | undefined
  #onProgress: OnProgress = () => {}
  #find: FindFiles = async () => []
  #finding: Promise<void> = Promise.resolve()
  #ended: { readonly reason: unknown } | undefined
  #signal: AbortSignal | undefined
  /** What it holds of a large commit is freed by ending it. */
  readonly #holdsLarge: boolean
  readonly #stop = () => this.#end(this.#signal?.reason)

  private constructor(isLarge: boolean) {
    this.#holdsLarge = isLarge
    this.#worker = new Worker(WORKER, {
      name: 'commit-reader',
      resourceLimits: {
        maxOldGenerationSizeMb: COMMIT_THREAD_HEAP_MB_MAX,
        maxYoungGenerationSizeMb: isLarge ? COMMIT_THREAD_YOUNG_MB_MAX : COMMIT_THREAD_YOUNG_MB_USUAL,
      },
    })
    this.#worker.on('message', (message: FromCommitThread) => this.#hear(message))
    this.#worker.on('error', error => this.#end(error))
    this.#worker.on('exit', code => this.#end(new Error(`the thread that reads commits ended with code ${code}`)))
  }

  /** One that has nothing to do, or a new one; a large commit gets one that spares memory. It is given back by disposing of it. */
  static take(isLarge: boolean, signal: AbortSignal | undefined): CommitThread {
    signal?.throwIfAborted()
    const thread = (isLarge ? undefined : CommitThread.#idle) ?? new CommitThread(isLarge)
    if (CommitThread.#idle === thread) CommitThread.#idle = undefined
    thread.#worker.ref()
    thread.#signal = signal
    signal?.addEventListener('abort', thread.#stop)
    return thread
  }

  /** Reads a commit, keeps it under `place`, and lays its rows out where a file is given for them. */
  async read(place: number, request: ReadRequest, onProgress: OnProgress = () => {}): Promise<CommitRead> {
    this.#onProgress = onProgress
    const answer = await this.#ask({ kind: 'read', place, request })
    if (answer.kind !== 'read') throw new Error(`a commit was expected, ${answer.kind} came`)
    return answer
  }

  /** Holds a commit that was read against its table, as often as asked; `find` is asked for its files page by page. */
  async judge(place: number, look: StreamedLook, find: FindFiles, onProgress: OnProgress = () => {}): Promise<Verdict> {
    this.#onProgress = onProgress
    this.#find = find
    const answer = await this.#ask({ kind: 'judge', place, look })
    if (answer.kind !== 'judged') throw new Error(`a verdict was expected, ${answer.kind} came`)
    return answer
  }

  /** A thread in the middle of something, or one too many, is ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop)
    this.#signal = undefined
    await this.#finding
    if (this.#ended || this.#answer || this.#holdsLarge || CommitThread.#idle) {
      this.#ended ??= { reason: new Error('the thread was let go') }
      await this.#worker.terminate()
      return
    }
    this.#worker.postMessage({ kind: 'forget' } satisfies ToCommitThread)
    // It must not keep the program from ending.
    this.#worker.unref()
    CommitThread.#idle = this
  }

  async #ask(message: ToCommitThread): Promise<FromCommitThread> {
    if (this.#ended) throw this.#ended.reason
    this.#answer = Promise.withResolvers()
    this.#worker.postMessage(message)
    return this.#answer.promise
  }

  #hear(message: FromCommitThread): void {
    switch (message.kind) {
      case 'progress':
        this.#onProgress(message)
        return
      case 'find':
        this.#finding = this.#finding.then(() => this.#findFor(message.fileKeys))
        return
      case 'failed':
        this.#end(new CommitThreadFailure(message.message, message.code))
        return
      case 'read':
      case 'judged':
        this.#answer?.resolve(message)
    }
    this.#answer = undefined
  }

  /** One question at a time, in their order; a failure ends the thread, since its answer would be missing. */
  async #findFor(fileKeys: string[]): Promise<void> {
    if (this.#ended) return
    try {
      const files = await this.#find(fileKeys)
      this.#worker.postMessage({ kind: 'found', files } satisfies ToCommitThread)
    } catch (error) {
      this.#end(error)
    }
  }

  #end(reason: unknown): void {
    this.#ended ??= { reason }
    if (CommitThread.#idle === this) CommitThread.#idle = undefined
    this.#answer?.reject(this.#ended.reason)
    this.#answer = undefined
    void this.#worker.terminate()
  }
}
