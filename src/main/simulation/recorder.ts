import type { Mark, Span } from '../../shared/contract/simulation-results.ts'
import { SIMULATION_READS_MAX, SIMULATION_SPANS_MAX } from '../../shared/limits.ts'
import type { AttemptRecord, ReadRecord, TableHistory } from '../../shared/simulation/history.ts'

/** What happens in a run, as it is kept and as it is told to whoever watches. */
export class Recorder {
  readonly spans: Span[] = []
  readonly marks: Mark[] = []
  readonly attempts: AttemptRecord[] = []
  readonly reads: ReadRecord[] = []
  /** The tables of the run as it began. */
  tables: readonly TableHistory[] = []
  /** Spans and marks that were not kept. */
  dropped = 0
  /** Commits that are over. */
  ended = 0
  readonly heads: bigint[] = []
  /** Of each writer: which of its commits it is at, and the how-manieth attempt. */
  readonly standings: { readonly commit: number; readonly attempt: number; readonly believed: bigint | null }[] = []
  readonly #startedMs = performance.now()
  readonly #isDetailed: boolean

  constructor({ isDetailed }: { readonly isDetailed: boolean }) {
    this.#isDetailed = isDetailed
  }

  /** Milliseconds since the run began. */
  now(): number {
    return performance.now() - this.#startedMs
  }

  span(span: Span): void {
    if (!this.#isDetailed) return
    if (this.spans.length < SIMULATION_SPANS_MAX) this.spans.push(span)
    else this.dropped += 1
  }

  mark(mark: Mark): void {
    if (mark.version !== null && mark.version > (this.heads[mark.table] ?? -1n)) this.heads[mark.table] = mark.version
    if (!this.#isDetailed) return
    if (this.marks.length < SIMULATION_SPANS_MAX) this.marks.push(mark)
    else this.dropped += 1
  }

  read(read: ReadRecord): void {
    if (this.reads.length < SIMULATION_READS_MAX) this.reads.push(read)
  }
}
