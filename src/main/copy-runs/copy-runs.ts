import type {
  CancelAnswer,
  CopiesEvent,
  CopyRunReport,
  CopySubject,
  CopySummary,
} from '../../shared/contract/copies.ts'
import { COPY_CANCEL_MS_MAX, COPY_RUNS_KEPT, COPY_SAMPLE_MS } from '../../shared/limits.ts'
import type { CopyObserver } from '../copy/copy-observer.ts'
import { describeError } from '../copy/describe-fault.ts'
import type { Database } from '../postgres/connection.ts'
import { readCopyProgress } from '../postgres/copy-progress.ts'
import { CopyRun } from './copy-run.ts'
import { News } from './news.ts'
import type { RunEnd } from './run-end.ts'
import { RunFiles } from './run-files.ts'

export interface CopyRunsOptions {
  readonly database: Database
  /** Where runs are kept; undefined: nowhere. */
  readonly folder: string | undefined
  /** Told of files that cannot be written, and of a server that cannot be asked. */
  readonly onProblem: (error: unknown) => void
}

/** What is watched, and how its result is read. */
export interface WatchedWork<T> {
  readonly subject: CopySubject
  readonly rowsExpected?: number | undefined
  /** Called with the run's name when its first COPY begins. */
  readonly onBegin?: ((runId: string) => void) | undefined
  readonly work: (observer: CopyObserver, signal: AbortSignal) => Promise<T>
  readonly endOf: (result: T) => RunEnd
  /** What stays where the work throws, in a sentence; nothing where absent. */
  readonly keptOnFailure?: string | undefined
}

/** A run with the way to stop it. */
interface LiveRun {
  readonly run: CopyRun
  readonly stop: AbortController
}

/**
 * The runs of this program's COPYs, and those that its data folder remembers. Runs under way are looked at a few times a
 * second, by one timer and one question to the server; without any, nothing happens at all.
 */
export class CopyRuns {
  readonly #options: CopyRunsOptions
  readonly #files: RunFiles | undefined
  readonly #live = new Map<string, LiveRun>()
  readonly #past: CopyRunReport[]
  readonly #news = new News()
  #number: number
  #timer: ReturnType<typeof setInterval> | undefined
  #isAsking = false
  #keeping: Promise<void> = Promise.resolve()

  private constructor(options: CopyRunsOptions, files: RunFiles | undefined, past: CopyRunReport[]) {
    this.#options = options
    this.#files = files
    this.#past = past.slice(0, COPY_RUNS_KEPT)
    this.#number = Math.max(0, ...past.map(({ number }) => number))
  }

  static async open(options: CopyRunsOptions): Promise<CopyRuns> {
    const files = options.folder === undefined ? undefined : new RunFiles(options.folder)
    const past = (await files?.readAll().catch(options.onProblem)) ?? []
    const runs = new CopyRuns(options, files, past)
    for (const { runId } of past.slice(COPY_RUNS_KEPT)) runs.#forget(runId)
    return runs
  }

  /**
   * Does `work` and keeps what it copies as one run, which begins with its first COPY: work without any leaves none. The
   * signal that `work` gets aborts with the caller's or when the run is cancelled.
   */
  async watch<T>(
    { subject, rowsExpected, onBegin, work, endOf, keptOnFailure }: WatchedWork<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const stop = new AbortController()
    let run: CopyRun | undefined
    const observer: CopyObserver = copy => {
      if (run) return run.beginCopy(copy)
      run = this.#begin(subject, rowsExpected ?? null, stop)
      const onEnd = run.beginCopy(copy)
      onBegin?.(run.runId)
      return onEnd
    }
    const pass = () => {
      run?.requestCancel()
      stop.abort(signal?.reason)
    }
    signal?.addEventListener('abort', pass, { once: true })
    if (signal?.aborted) pass()
    try {
      const result = await work(observer, stop.signal)
      if (run) this.#end(run, endOf(result))
      return result
    } catch (error) {
      const kept = keptOnFailure
      const failed = { kind: 'failed', fault: describeError(error), kept } as const
      if (run) this.#end(run, stop.signal.aborted ? { kind: 'rolled-back', kept } : failed)
      throw error
    } finally {
      signal?.removeEventListener('abort', pass)
    }
  }

  /** Newest first. */
  list(): CopySummary[] {
    const live = Array.from(this.#live.values(), ({ run }) => run.summary()).reverse()
    return [...live, ...this.#past.map(summaryOf)]
  }

  get(runId: string): CopyRunReport | undefined {
    return this.#live.get(runId)?.run.report() ?? this.#past.find(run => run.runId === runId)
  }

  /** Begins with every run; then those that changed. Ends with the signal's reason. */
  async *watchAll(signal: AbortSignal): AsyncGenerator<CopiesEvent, never> {
    await this.#findOthers()
    for await (const { changed, removed } of this.#news.follow(signal)) {
      if (changed === 'all') yield { runs: this.list(), removed: [] }
      else yield { runs: this.list().filter(({ runId }) => changed.has(runId)), removed: [...removed] }
    }
    throw signal.reason
  }

  /** The run as it stands, whenever that changes; ends with the run. */
  async *watchRun(runId: string, signal: AbortSignal): AsyncGenerator<CopyRunReport, void> {
    for await (const { changed, removed } of this.#news.follow(signal)) {
      const report = this.get(runId)
      if (report === undefined || removed.has(runId)) return
      if (changed === 'all' || changed.has(runId)) yield report
      if (report.state !== 'running') return
    }
  }

  /** Stops a run and says what came of it. Undefined where there is no such run. */
  async cancel(runId: string): Promise<CancelAnswer | undefined> {
    const live = this.#live.get(runId)
    if (!live) {
      const past = this.get(runId)
      return past && { kind: 'over', state: past.state }
    }
    const { run, stop } = live
    run.requestCancel()
    this.#news.tell(runId)
    stop.abort(new DOMException('The COPY was cancelled.', 'AbortError'))
    const patience = Promise.withResolvers<void>()
    const timer = setTimeout(patience.resolve, COPY_CANCEL_MS_MAX)
    await Promise.race([run.ended, patience.promise])
    clearTimeout(timer)
    const { state, cancel } = run
    if (cancel === null) return { kind: 'over', state }
    return state === 'running' ? { kind: 'pending', cancel } : { kind: 'ended', state, cancel }
  }

  /** Stops every run, and waits until they are over and kept. */
  async close(): Promise<void> {
    const live = [...this.#live.values()]
    for (const { run, stop } of live) {
      run.requestCancel()
      stop.abort(new DOMException('The program is closing.', 'AbortError'))
    }
    await Promise.all(live.map(({ run }) => run.ended))
    clearInterval(this.#timer)
    await this.#keeping
  }

  #begin(subject: CopySubject, rowsExpected: number | null, stop: AbortController): CopyRun {
    const { config, capabilities } = this.#options.database
    const server = `PostgreSQL ${capabilities.serverVersionText} at ${config.host}:${config.port}`
    const run = new CopyRun({ subject, rowsExpected, server, number: ++this.#number })
    this.#live.set(run.runId, { run, stop })
    this.#timer ??= setInterval(() => void this.#look(), COPY_SAMPLE_MS)
    this.#news.tell(run.runId)
    return run
  }

  #end(run: CopyRun, end: RunEnd): void {
    run.end(end)
    this.#live.delete(run.runId)
    this.#past.unshift(run.report())
    if (this.#live.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
    this.#news.tell(run.runId)
    for (const { runId } of this.#past.splice(COPY_RUNS_KEPT)) this.#forget(runId)
    this.#keep(run.runId)
  }

  /** Commands keep their runs in the same folder. */
  async #findOthers(): Promise<void> {
    await this.#keeping
    const kept = (await this.#files?.readAll().catch(this.#options.onProblem)) ?? []
    const known = new Set([...this.#live.keys(), ...this.#past.map(({ runId }) => runId)])
    const others = kept.filter(({ runId }) => !known.has(runId))
    if (others.length === 0) return
    this.#past.push(...others)
    this.#past.sort((a, b) => b.startedAt - a.startedAt || b.number - a.number)
    this.#past.splice(COPY_RUNS_KEPT)
    this.#number = Math.max(this.#number, ...others.map(({ number }) => number))
    for (const { runId } of others) this.#news.tell(runId)
  }

  /** Asks the server once for all runs; a question that takes its time leaves the next ones unasked. */
  async #look(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    const live = [...this.#live.values()].map(({ run }) => ({ run, pids: run.serverProcesses }))
    const pids = live.flatMap(({ pids }) => pids)
    const progress = pids.length === 0 ? [] : await this.#ask()
    this.#isAsking = false
    for (const { run, pids } of live) {
      if (run.state !== 'running') continue
      const current = run.serverProcesses
      run.sample(progress.filter(({ pid }) => pids.includes(pid) && current.includes(pid)))
      this.#news.tell(run.runId)
    }
  }

  async #ask() {
    try {
      return await readCopyProgress(this.#options.database)
    } catch (error) {
      this.#options.onProblem(error)
      return []
    }
  }

  /** Files are written one after the other, and only those of runs that are still among the newest. */
  #keep(runId: string): void {
    this.#keeping = this.#keeping.then(async () => {
      const run = this.#past.find(past => past.runId === runId)
      if (run) await this.#files?.write(run).catch(this.#options.onProblem)
    })
  }

  #forget(runId: string): void {
    this.#news.tellRemoved(runId)
    this.#keeping = this.#keeping.then(() => this.#files?.remove(runId).catch(this.#options.onProblem))
  }
}

function summaryOf(run: CopyRunReport): CopySummary {
  const { runId, number, subject, server, state, startedAt, wallMs, rowsExpected, rows, bytes, stages } = run
  return { runId, number, subject, server, state, startedAt, wallMs, rowsExpected, rows, bytes, stages }
}

/** Of two events that follow each other, one that says the same. */
export function joinCopies(held: CopiesEvent, next: CopiesEvent): CopiesEvent {
  const runs = new Map([...held.runs, ...next.runs].map(run => [run.runId, run]))
  const removed = new Set([...held.removed, ...next.removed])
  return { runs: [...runs.values()].filter(({ runId }) => !removed.has(runId)), removed: [...removed] }
}
