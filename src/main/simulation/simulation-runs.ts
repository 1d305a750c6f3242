import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type {
  Estimate,
  RunReport,
  RunSummary,
  RunsEvent,
  RunTick,
  RunWish,
  StartAnswer,
} from '../../shared/contract/simulations.ts'
import { SIMULATION_CANCEL_MS_MAX, SIMULATION_RUNS_KEPT } from '../../shared/limits.ts'
import { News } from '../copy-runs/news.ts'
import type { Database } from '../postgres/connection.ts'
import { estimateRun, realTableOf, refusalOf, type SimulationPolicy } from './check-wish.ts'
import { type KeptReport, type KeptRun, RunFiles } from './run-files.ts'
import { SimulationRun } from './simulation-run.ts'
import { ticksOf } from './ticks.ts'

export interface SimulationRunsOptions {
  readonly database: Database
  /** Where runs are kept; undefined: nowhere. */
  readonly folder: string | undefined
  readonly policy: SimulationPolicy
  /** Told of files that cannot be written and of runs that fail unexpectedly. */
  readonly onProblem: (error: unknown) => void
}

/** The simulations of this program: those under way, and those that its data folder remembers. */
export class SimulationRuns {
  readonly #options: SimulationRunsOptions
  readonly #files: RunFiles | undefined
  readonly #live = new Map<string, SimulationRun>()
  readonly #past: KeptReport[]
  /** The runs that were looked at last, with their courses; without a folder, all of them. */
  readonly #courses = new Map<string, KeptRun>()
  readonly #news = new News()
  #number: number
  #keeping: Promise<void> = Promise.resolve()

  private constructor(options: SimulationRunsOptions, files: RunFiles | undefined, past: KeptReport[]) {
    this.#options = options
    this.#files = files
    this.#past = past
    this.#number = Math.max(0, ...past.map(({ report }) => report.number))
  }

  /** Runs that a program began which is gone are interrupted. */
  static async open(options: SimulationRunsOptions): Promise<SimulationRuns> {
    const files = options.folder === undefined ? undefined : new RunFiles(options.folder)
    const found = (await files?.readAll().catch(options.onProblem)) ?? []
    const runs = new SimulationRuns(options, files, found.slice(0, SIMULATION_RUNS_KEPT).map(withoutOwner))
    for (const { report } of found.slice(SIMULATION_RUNS_KEPT)) runs.#forget(report.runId)
    return runs
  }

  async estimate(wish: RunWish): Promise<Estimate> {
    const { database, policy } = this.#options
    return estimateRun(database, policy, wish, this.#msPerRun(wish))
  }

  /** Begins a run, or says why not and what would help. */
  async start(wish: RunWish): Promise<StartAnswer> {
    const { database, policy, onProblem } = this.#options
    const refusal = await refusalOf(database, policy, wish)
    if (refusal) return { kind: 'refused', ...refusal }
    const realTable = wish.realTable ? await realTableOf(database, wish.realTable.name) : undefined
    if (wish.realTable && realTable === undefined) {
      return { kind: 'refused', reason: `The table ${wish.realTable.name} is gone.`, remedy: null }
    }
    const runId = randomUUID()
    const run = new SimulationRun({ runId, number: ++this.#number, wish, database, policy, realTable, onProblem })
    const began = await run.begun
    if (began !== undefined) return { kind: 'refused', ...began }
    this.#live.set(runId, run)
    this.#keep(run.kept())
    this.#news.tell(runId)
    void run.ended.then(() => this.#end(run))
    return { kind: 'started', runId }
  }

  /** Newest first. */
  list(): RunSummary[] {
    const live = Array.from(this.#live.values(), run => run.kept().report).reverse()
    return [...live, ...this.#past.map(({ report }) => report)].map(summaryOf)
  }

  report(runId: string): RunReport | undefined {
    return this.#live.get(runId)?.kept().report ?? this.#past.find(({ report }) => report.runId === runId)?.report
  }

  /** A run with its course, which may have to be read from the data folder. */
  async get(runId: string): Promise<KeptRun | undefined> {
    const known = this.#inMemory(runId)
    if (known) return known
    const past = this.#past.find(({ report }) => report.runId === runId)
    if (past === undefined || this.#files === undefined) return undefined
    await this.#keeping
    const run = { ...past, ...(await this.#files.readCourse(runId)) }
    this.#remember(run)
    return run
  }

  async *watchAll(signal: AbortSignal): AsyncGenerator<RunsEvent, never> {
    for await (const { changed, removed } of this.#news.follow(signal)) {
      if (changed === 'all') yield { runs: this.list(), removed: [] }
      else yield { runs: this.list().filter(({ runId }) => changed.has(runId)), removed: [...removed] }
    }
    throw signal.reason
  }

  /** The run as it goes, a few times a second; ends with the run. Undefined where there is no such run. */
  async watchRun(runId: string, signal: AbortSignal): Promise<AsyncGenerator<RunTick, void> | undefined> {
    let run = await this.get(runId)
    // A run that has ended meanwhile and is not in memory any more was over when it was seen last.
    return run && ticksOf(() => (run = this.#inMemory(runId) ?? run), signal)
  }

  /** Stops a run within two seconds; what it had opened is gone then. Undefined where there is no such run. */
  async cancel(runId: string): Promise<RunReport | undefined> {
    const live = this.#live.get(runId)
    if (live) {
      live.stop()
      await Promise.race([live.ended, pause(2 * SIMULATION_CANCEL_MS_MAX)])
    }
    return this.report(runId)
  }

  /** False where the run is under way, or where there is none. */
  remove(runId: string): boolean {
    const index = this.#past.findIndex(({ report }) => report.runId === runId)
    if (index < 0) return false
    this.#past.splice(index, 1)
    this.#courses.delete(runId)
    this.#forget(runId)
    return true
  }

  /** Stops every run, and waits until they are over and kept. */
  async close(): Promise<void> {
    const live = [...this.#live.values()]
    for (const run of live) run.stop()
    await Promise.all(live.map(({ ended }) => ended))
    await this.#keeping
  }

  #end(run: SimulationRun): void {
    const kept = run.kept()
    this.#live.delete(kept.report.runId)
    this.#past.unshift({ report: kept.report, owner: kept.owner })
    this.#remember(kept)
    this.#news.tell(kept.report.runId)
    for (const { report } of this.#past.splice(SIMULATION_RUNS_KEPT)) this.#forget(report.runId)
    this.#keep(kept)
  }

  #inMemory(runId: string): KeptRun | undefined {
    return this.#live.get(runId)?.kept() ?? this.#courses.get(runId)
  }

  #remember(run: KeptRun): void {
    this.#courses.delete(run.report.runId)
    this.#courses.set(run.report.runId, run)
    const [oldest] = this.#courses.keys()
    if (this.#files && this.#courses.size > COURSES_IN_MEMORY && oldest !== undefined) this.#courses.delete(oldest)
  }

  #msPerRun({ scenario }: RunWish): number | undefined {
    for (const { report } of this.#past) {
      if (report.result?.kind === 'explore' && report.scenario === scenario.name && report.result.runs > 0) {
        return 1_000 / report.result.schedulesPerSecond
      }
    }
    return undefined
  }

  #keep(run: KeptRun): void {
    this.#keeping = this.#keeping.then(() => this.#files?.write(run).catch(this.#options.onProblem))
  }

  #forget(runId: string): void {
    this.#news.tellRemoved(runId)
    this.#keeping = this.#keeping.then(() => this.#files?.remove(runId).catch(this.#options.onProblem))
  }
}

/** A course is 100,000 spans at the most. */
const COURSES_IN_MEMORY = 3

function summaryOf(report: RunReport): RunSummary {
  const { runId, number, scenario, title, mode, strategy, seed, server, state, startedAt, ms, progress } = report
  const { verdict, asClaimed } = report
  return {
    runId,
    number,
    scenario,
    title,
    mode,
    strategy,
    seed,
    server,
    state,
    startedAt,
    ms,
    progress,
    verdict,
    asClaimed,
  }
}

function withoutOwner(run: KeptReport): KeptReport {
  if (run.report.state !== 'running' || (run.owner !== process.pid && processExists(run.owner))) return run
  const problem = 'The program was closed while the run was under way. Its schema is among the leftovers.'
  return { ...run, report: { ...run.report, state: 'interrupted', problem } }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Of two events that follow each other, one that says the same. */
export function joinRuns(held: RunsEvent, next: RunsEvent): RunsEvent {
  const runs = new Map([...held.runs, ...next.runs].map(run => [run.runId, run]))
  const removed = new Set([...held.removed, ...next.removed])
  return { runs: [...runs.values()].filter(({ runId }) => !removed.has(runId)), removed: [...removed] }
}
