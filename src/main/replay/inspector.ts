import type { CheckpointAction } from '../../shared/delta/actions.ts'
import { Pauses } from '../delta-log/pauses.ts'
import type { ImportBatch } from './import-batch.ts'
import type { LiveFile } from './import-messages.ts'
import { ImportThread } from './import-thread.ts'
import { type InspectedPart, InspectedRows, type InspectedSource, type InspectionBegin } from './inspected-rows.ts'
import { receivedBatches } from './row-maker.ts'

/** `InspectedRows` of this thread or of another. */
export interface Inspector extends AsyncDisposable {
  base(actions: readonly CheckpointAction[]): Promise<void>
  live(files: readonly LiveFile[]): Promise<void>
  beginAfter(committedAt: bigint): Promise<void>
  take(sources: readonly InspectedSource[]): Promise<InspectedPart>
  rest(): Promise<readonly ImportBatch[]>
}

/** In this thread, for few commits: one part of them must be taken before the next. */
export class LocalInspector implements Inspector {
  readonly #rows: InspectedRows
  readonly #pauses = new Pauses()

  constructor(begin: InspectionBegin) {
    this.#rows = new InspectedRows(begin)
  }

  async base(actions: readonly CheckpointAction[]): Promise<void> {
    this.#rows.base(actions)
  }

  async live(files: readonly LiveFile[]): Promise<void> {
    this.#rows.live(files)
  }

  async beginAfter(committedAt: bigint): Promise<void> {
    this.#rows.beginAfter(committedAt)
  }

  async take(sources: readonly InspectedSource[]): Promise<InspectedPart> {
    const parts: InspectedPart[] = []
    for (const source of sources) {
      parts.push(this.#rows.take([source]))
      await this.#pauses.ifDue()
    }
    return {
      batches: parts.flatMap(({ batches }) => batches),
      findings: parts.flatMap(({ findings }) => findings),
      actions: parts.reduce((sum, { actions }) => sum + actions, 0),
      bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    }
  }

  async rest(): Promise<readonly ImportBatch[]> {
    return this.#rows.rest()
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** In a thread of its own, which lays the rows out as well. */
export class ThreadInspector implements Inspector {
  readonly #thread: ImportThread

  private constructor(thread: ImportThread) {
    this.#thread = thread
  }

  static async open(begin: InspectionBegin, signal: AbortSignal): Promise<ThreadInspector> {
    const thread = new ImportThread(signal)
    await thread.ask({ kind: 'begin-inspection', begin })
    return new ThreadInspector(thread)
  }

  async base(actions: readonly CheckpointAction[]): Promise<void> {
    await this.#thread.ask({ kind: 'base', actions })
  }

  async live(keys: readonly LiveFile[]): Promise<void> {
    await this.#thread.ask({ kind: 'live', keys })
  }

  async beginAfter(committedAt: bigint): Promise<void> {
    await this.#thread.ask({ kind: 'begin-after', committedAt })
  }

  async take(sources: readonly InspectedSource[]): Promise<InspectedPart> {
    const answer = await this.#thread.ask({ kind: 'inspect', sources })
    if (answer.kind !== 'inspected') throw new Error(`inspected commits were expected, ${answer.kind} came`)
    return { ...answer.part, batches: receivedBatches(answer.part.batches) }
  }

  async rest(): Promise<readonly ImportBatch[]> {
    const answer = await this.#thread.ask({ kind: 'finish' })
    if (answer.kind !== 'batches') throw new Error(`rows were expected, ${answer.kind} came`)
    return receivedBatches(answer.batches)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread[Symbol.asyncDispose]()
  }
}
