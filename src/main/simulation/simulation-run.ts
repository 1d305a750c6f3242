import type { RunResult } from '../../shared/contract/simulation-results.ts'
import type { RunReport, RunWish } from '../../shared/contract/simulations.ts'
import { claimProblem } from '../../shared/scenario/claim-problem.ts'
import { planExploration } from '../../shared/scenario/plan-exploration.ts'
import { writerNames } from '../../shared/scenario/writer-names.ts'
import type { Database } from '../postgres/connection.ts'
import { SchemaNotAllowed } from '../postgres/simulation-schema.ts'
import { isRetryable } from '../postgres/sqlstate.ts'
import type { SimulationPolicy } from './check-wish.ts'
import { ScenarioNotRunnable } from './clone-table.ts'
import { elleHistory } from './elle-history.ts'
import { Recorder } from './recorder.ts'
import type { KeptRun } from './run-files.ts'
import { runOnce } from './run-once.ts'
import { Stalled } from './settle.ts'
import type { SimulatedTable } from './simulated-table.ts'

export interface SimulationRunOptions {
  readonly runId: string
  readonly number: number
  readonly wish: RunWish
  readonly database: Database
  readonly policy: SimulationPolicy
  readonly realTable: SimulatedTable | undefined
  readonly onProblem: (error: unknown) => void
}

/** One run under way, and what is to be kept of it. */
export class SimulationRun {
  /** Settles when it has begun in earnest; with the reason where it could not. */
  readonly begun: Promise<{ readonly reason: string; readonly remedy: string | null } | undefined>
  /** Settles when the run is over and everything it had opened is gone. */
  readonly ended: Promise<void>
  readonly #options: SimulationRunOptions
  readonly #recorder = new Recorder({ isDetailed: true })
  readonly #stop = new AbortController()
  readonly #startedAt = Date.now()
  readonly #startedMs = performance.now()
  #state: RunReport['state'] = 'running'
  #result: RunResult | null = null
  #problem: string | null = null
  #done = 0
  #phase = 'beginning'
  #soFar: (() => RunResult) | undefined
  #ms: number | undefined

  constructor(options: SimulationRunOptions) {
    this.#options = options
    const begun = Promise.withResolvers<Awaited<SimulationRun['begun']>>()
    this.begun = begun.promise
    this.ended = this.#run(begun.resolve)
  }

  stop(): void {
    this.#stop.abort(new DOMException('The run was cancelled.', 'AbortError'))
  }

  kept(): KeptRun {
    const { spans, marks, statements } = this.#recorder
    return {
      report: this.#report(),
      spans,
      marks,
      statements,
      elle: this.#result ? elleHistory(this.#recorder) : '',
      owner: process.pid,
    }
  }

  async #run(begun: (refusal: Awaited<SimulationRun['begun']>) => void): Promise<void> {
    const { wish, database, policy, realTable, onProblem } = this.#options
    try {
      const { result } = await runOnce(
        {
          ...{
            database,
            realTable,
            recorder: this.#recorder,
            restartServer: policy.restartServer,
            stallMs: policy.stallMs,
          },
          onSoFar: look => {
            this.#soFar = look
          },
          onProgress: (done, phase) => {
            this.#done = done
            this.#phase = phase
            if (phase !== 'making a schema') begun(undefined)
          },
        },
        wish,
        this.#stop.signal,
      )
      this.#result = result
      this.#state = 'finished'
    } catch (error) {
      if (error instanceof SchemaNotAllowed) begun({ reason: error.message, remedy: error.grant })
      if (error instanceof ScenarioNotRunnable) begun({ reason: error.message, remedy: error.remedy })
      this.#fail(error, onProblem)
    } finally {
      this.#ms = performance.now() - this.#startedMs
      begun(undefined)
    }
  }

  #fail(error: unknown, onProblem: (error: unknown) => void): void {
    const message = error instanceof Error ? error.message : String(error)
    if (this.#stop.signal.aborted) {
      this.#state = 'cancelled'
      this.#problem = 'Cancelled. Nothing is left of it.'
    } else if (error instanceof Stalled) {
      this.#state = 'stalled'
      this.#problem = message
    } else {
      this.#state = 'failed'
      this.#problem = isRetryable(error) ? `The connection to the server was lost: ${message}` : message
      if (!(error instanceof SchemaNotAllowed || error instanceof ScenarioNotRunnable)) onProblem(error)
    }
  }

  #report(): RunReport {
    const { runId, number, wish, database } = this.#options
    const { scenario, mode } = wish
    const result = this.#result
    const verdict = result === null ? null : verdictOf(result)
    const { config, capabilities } = database
    return {
      ...{ runId, number, wish, result, verdict, state: this.#state, problem: this.#problem },
      soFar: result === null ? (this.#soFar?.() ?? null) : null,
      ...{
        scenario: scenario.name,
        title: scenario.title,
        mode: mode.kind,
        strategy: scenario.strategy,
        seed: scenario.seed,
      },
      server: `PostgreSQL ${capabilities.serverVersionText} at ${config.host}:${config.port}`,
      startedAt: this.#startedAt,
      ms: this.#ms ?? performance.now() - this.#startedMs,
      progress: this.#progress(),
      asClaimed:
        result === null || result.kind === 'matrix' || scenario.claim === null
          ? null
          : claimProblem(scenario.claim, result) === undefined,
      writers: writerNames(scenario),
      tables: scenario.tables.map(({ name }) => name),
      bases: this.#recorder.tables.map(({ base }) => (base.length === 0 ? null : BigInt(base.length) - 1n)),
      spans: this.#recorder.spans.length,
      marks: this.#recorder.marks.length,
      dropped: this.#recorder.dropped,
    }
  }

  #progress(): RunReport['progress'] {
    const { scenario, mode } = this.#options.wish
    const phase = this.#phase
    switch (mode.kind) {
      case 'matrix':
        return { unit: 'cells', done: this.#done, total: mode.strategies.length * mode.levels.length, phase }
      case 'explore':
        this.#total ??= planExploration(scenario, mode).runs
        return { unit: 'schedules', done: this.#done, total: this.#total, phase }
      case 'free':
      case 'schedule': {
        const total = scenario.writers.reduce((sum, { commits, count }) => sum + commits * count, 0)
        return { unit: 'commits', done: this.#recorder.ended, total, phase }
      }
    }
  }

  #total: number | undefined
}

function verdictOf(result: RunResult): 'sound' | 'broken' {
  if (result.kind !== 'matrix') return result.verdict.kind
  return result.cells.some(({ verdict }) => verdict === 'broken') ? 'broken' : 'sound'
}
