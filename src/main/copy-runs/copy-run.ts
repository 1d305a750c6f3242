import { randomUUID } from 'node:crypto'
import type {
  CopyCancel,
  CopyFault,
  CopyRunReport,
  CopyStages,
  CopyState,
  CopySubject,
  CopySummary,
} from '../../shared/contract/copies.ts'
import { COPY_BUFFER_BYTES, COPY_CHUNKS_IN_FLIGHT_MAX, COPY_EVENTS_MAX, COPY_SAMPLES_MAX } from '../../shared/limits.ts'
import type { CopyEnd, CopyUnderWay } from '../copy/copy-observer.ts'
import { describeFault } from '../copy/describe-fault.ts'
import { LatencyHistogram } from '../copy/latency-histogram.ts'
import type { CopyProgress } from '../postgres/copy-progress.ts'
import { CopyStreams } from './copy-streams.ts'
import { Ring } from './ring.ts'
import type { RunEnd } from './run-end.ts'
import { SampleSeries } from './sample-series.ts'

export interface CopyRunOptions {
  readonly subject: CopySubject
  readonly number: number
  readonly server: string
  readonly rowsExpected: number | null
}

/** One piece of work that copies: what it has done, is doing, and came to. */
export class CopyRun {
  readonly runId = randomUUID()
  readonly #options: CopyRunOptions
  readonly #startedAt = Date.now()
  readonly #startedMs = performance.now()
  readonly #streams = new CopyStreams()
  readonly #bufferMs = new LatencyHistogram()
  readonly #samples = new SampleSeries(COPY_SAMPLES_MAX)
  readonly #events = new Ring<CopyRunReport['events'][number]>(COPY_EVENTS_MAX)
  readonly #waits = new Map<string, number>()
  readonly #ended = Promise.withResolvers<void>()
  #state: CopyState = 'running'
  #endedMs: number | undefined
  #lastCopyMs: number | undefined
  #commitMs = 0
  #kept: string | null = null
  #fault: CopyFault | null = null
  #cancel: CopyCancel | null = null

  constructor(options: CopyRunOptions) {
    this.#options = options
  }

  get state(): CopyState {
    return this.#state
  }

  get cancel(): CopyCancel | null {
    return this.#cancel
  }

  /** Settles when the run is over. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  /** The server's processes that copy for it just now. */
  get serverProcesses(): number[] {
    return this.#streams.underWay.flatMap(({ serverProcess }) => serverProcess ?? [])
  }

  /** A COPY of the run has begun; gives what is to be called at its end. */
  beginCopy(copy: CopyUnderWay): (end: CopyEnd) => void {
    const close = this.#streams.open(copy)
    this.#tell('plain', `COPY into ${copy.table.name} began`)
    this.sample([])
    return end => {
      const counts = close(end.kind)
      this.#lastCopyMs = performance.now()
      this.#bufferMs.addAll(copy.bufferMs)
      if (end.kind === 'copied') {
        this.#tell('good', `${copy.table.name}: the server has counted ${counts.rows.toLocaleString('en-US')} rows`)
      } else this.#endFailed(copy, end)
      this.sample([])
    }
  }

  /** Takes down where the run stands; `progress` is what the server says of its processes. */
  sample(progress: readonly CopyProgress[]): void {
    for (const { waitEvent } of progress) {
      const wait = waitEvent ?? 'CPU'
      this.#waits.set(wait, (this.#waits.get(wait) ?? 0) + 1)
    }
    const { rows, bytes, socketBytes, waitingBytes } = this.#streams.sums
    this.#samples.add({
      atMs: this.#wallMs(),
      rows,
      bytes,
      socketBytes,
      ...this.#streams.processed(progress),
      stages: this.#stages(),
      waitingBytes,
      rssBytes: process.memoryUsage.rss(),
    })
  }

  /** Somebody wants it to stop; what comes of it is known at its end. */
  requestCancel(): void {
    if (this.#cancel !== null || this.#state !== 'running') return
    const requestedMs = this.#wallMs()
    this.#cancel = { requestedMs, acknowledgedMs: null, cutOff: false, endedMs: null, outcome: null }
    this.#tell('plain', 'Cancel requested')
  }

  end(end: RunEnd): void {
    if (this.#state !== 'running') return
    const ofSeveral = end.kind === 'committed' && end.commitMs === undefined
    this.#endedMs = (ofSeveral ? this.#lastCopyMs : undefined) ?? performance.now()
    const atMs = this.#wallMs()
    if (end.kind === 'committed') this.#commitMs = end.commitMs ?? 0
    if (end.kind === 'failed' || end.kind === 'rolled-back') this.#kept = end.kept ?? null
    if (end.kind === 'failed') this.#fault ??= end.fault
    const cancelled = this.#cancel !== null && end.kind === 'rolled-back'
    this.#state = cancelled ? 'cancelled' : STATE_OF_END[end.kind]
    if (this.#cancel) this.#cancel = { ...this.#cancel, endedMs: atMs, outcome: CANCEL_OF_END[end.kind] }
    const sentence = this.#kept === null ? SENTENCE_OF_END[end.kind] : `Rolled back. ${this.#kept}`
    this.#tell(end.kind === 'committed' || end.kind === 'rehearsed' ? 'good' : 'bad', sentence)
    this.sample([])
    this.#ended.resolve()
  }

  summary(): CopySummary {
    const { rows, bytes } = this.#streams.sums
    const { subject, number, server, rowsExpected } = this.#options
    return {
      runId: this.runId,
      number,
      subject,
      server,
      state: this.#state,
      startedAt: this.#startedAt,
      wallMs: this.#wallMs(),
      rowsExpected,
      rows,
      bytes,
      stages: this.#stages(),
    }
  }

  report(): CopyRunReport {
    return {
      ...this.summary(),
      samples: [...this.#samples.samples],
      streams: this.#streams.report(),
      bufferMs: this.#percentiles(),
      waitingBytesMax: COPY_CHUNKS_IN_FLIGHT_MAX * COPY_BUFFER_BYTES,
      waits: Array.from(this.#waits, ([wait, count]) => ({ wait, count })).sort((a, b) => b.count - a.count),
      events: this.#events.toArray(),
      fault: this.#fault,
      kept: this.#kept,
      cancel: this.#cancel,
    }
  }

  #endFailed(copy: CopyUnderWay, { error, cutOff, row }: Extract<CopyEnd, { kind: 'failed' }>): void {
    if (this.#cancel) {
      this.#cancel = { ...this.#cancel, acknowledgedMs: cutOff ? null : this.#wallMs(), cutOff }
      this.#tell(
        'plain',
        cutOff ? 'The server did not answer in time; its connection was cut' : 'The server has ended the COPY',
      )
      return
    }
    this.#fault = describeFault(error, { table: copy.table, format: copy.format, row })
    this.#tell('bad', `${copy.table.name}: ${this.#fault.message}`)
  }

  #stages(): CopyStages {
    return { ...this.#streams.times, commitMs: this.#commitMs }
  }

  #wallMs(): number {
    return (this.#endedMs ?? performance.now()) - this.#startedMs
  }

  #percentiles(): CopyRunReport['bufferMs'] {
    const all = new LatencyHistogram()
    all.addAll(this.#bufferMs)
    for (const { bufferMs } of this.#streams.underWay) all.addAll(bufferMs)
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map(share => all.percentileMs(share))
    if (p50 === undefined || p95 === undefined || p99 === undefined) return null
    return { count: all.count, p50, p95, p99 }
  }

  #tell(tone: 'plain' | 'good' | 'bad', text: string): void {
    this.#events.add({ atMs: this.#wallMs(), tone, text })
  }
}

const STATE_OF_END: Readonly<Record<RunEnd['kind'], CopyState>> = {
  committed: 'finished',
  rehearsed: 'rehearsed',
  'rolled-back': 'failed',
  failed: 'failed',
  unknown: 'unknown',
}

const CANCEL_OF_END: Readonly<Record<RunEnd['kind'], NonNullable<CopyCancel['outcome']>>> = {
  committed: 'committed',
  rehearsed: 'rolled-back',
  'rolled-back': 'rolled-back',
  failed: 'rolled-back',
  unknown: 'unknown',
}

const SENTENCE_OF_END: Readonly<Record<RunEnd['kind'], string>> = {
  committed: 'Committed: everything is durable',
  rehearsed: 'Rolled back, as a dry run is: nothing is durable',
  'rolled-back': 'Rolled back: nothing is durable',
  failed: 'Rolled back: nothing is durable',
  unknown: 'The connection was lost while COMMIT was under way',
}
