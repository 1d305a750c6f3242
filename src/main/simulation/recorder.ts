import type { Mark, RunStatement, Span } from '../../shared/contract/simulation-results.ts'
import { SIMULATION_READS_MAX, SIMULATION_SPANS_MAX, SIMULATION_STATEMENTS_MAX } from '../../shared/limits.ts'
import type { AttemptRecord, ReadRecord, TableHistory } from '../../shared/simulation/history.ts'

/** What happens in a run, as it is kept and as it is told to whoever watches. */
export class Recorder {
  readonly spans: Span[] = []
  readonly marks: Mark[] = []
  /** What the writers have sent, each text once: what `sql` of a span counts in. */
  readonly statements: RunStatement[] = []
  readonly attempts: AttemptRecord[] = []
  readonly reads: ReadRecord[] = []
  /** The tables of the run as it began. */
  tables: readonly TableHistory[] = []
  /** Spans and marks that were not kept. */
  dropped = 0
  /** Commits that are over. */
  ended = 0
  /** Of each writer: which of its commits it is at, and the how-manieth attempt. */
  readonly standings: { readonly commit: number; readonly attempt: number; readonly believed: bigint | null }[] = []
  readonly #startedMs = performance.now()
  /** False: spans, marks and statements are not kept. */
  readonly isDetailed: boolean
  readonly #places = new Map<string, number>()

  constructor({ isDetailed }: { readonly isDetailed: boolean }) {
    this.isDetailed = isDetailed
  }

  /** Milliseconds since the run began. */
  now(): number {
    return performance.now() - this.#startedMs
  }

  span(span: Span): void {
    if (!this.isDetailed) return
    if (this.spans.length < SIMULATION_SPANS_MAX) this.spans.push(span)
    else this.dropped += 1
  }

  mark(mark: Mark): void {
    if (!this.isDetailed) return
    if (this.marks.length < SIMULATION_SPANS_MAX) this.marks.push(mark)
    else this.dropped += 1
  }

  /** The place of a statement among those of the run; null where it is not kept. */
  statement(statement: RunStatement): number | null {
    if (!this.isDetailed) return null
    const { text, values } = statement
    const key = values === null ? text : `${text}\n${values.join('\n')}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place = this.statements.length
    if (place >= SIMULATION_STATEMENTS_MAX) return null
    this.statements.push(statement)
    this.#places.set(key, place)
    return place
  }

  read(read: ReadRecord): void {
    if (this.reads.length < SIMULATION_READS_MAX) this.reads.push(read)
  }
}
