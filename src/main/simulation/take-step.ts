import { setTimeout as pause } from 'node:timers/promises'
import type { ScenarioFault } from '../../shared/contract/scenarios.ts'
import { SPAN_KINDS, type Span } from '../../shared/contract/simulation-results.ts'
import { isStation } from '../../shared/scenario/steps-of-writer.ts'
import { keepStatements } from './keep-statements.ts'
import type { SimulatedWriter } from './lab.ts'
import { ClientCrashed, type Stage } from './stage.ts'

/** Where a writer is: which of its commits, the how-manieth attempt, and what it believes. */
export interface Standing {
  readonly commit: number
  attempt: number
  believed: bigint | null
}

/** A writer's walk from step to step: held where the run says so, disturbed where a fault is due, and written down. */
export class Steps {
  readonly #stage: Stage
  readonly #writer: SimulatedWriter
  readonly #standing: Standing
  /** The steps of the draft that is being made, by their places in the run. */
  places: { readonly step: string; readonly place: number }[] = []
  /** The writer's program ends as soon as its COMMIT is made, before it hears of it. */
  diesUnheard = false
  #open: { readonly kind: Span['kind']; readonly atMs: number } | undefined

  constructor(stage: Stage, writer: SimulatedWriter, standing: Standing) {
    this.#stage = stage
    this.#writer = writer
    this.#standing = standing
  }

  /** Goes on to a step; comes back when it may be taken. Throws ClientCrashed where the writer ends there. */
  async enter(step: string): Promise<void> {
    this.leave()
    const { hold, faults, signal } = this.#stage
    if (hold && isStation(step)) {
      if ((await hold(this.#writer, step)) === 'crash') this.#crash()
      this.places.push({ step, place: this.#stage.nextPlace() })
    }
    signal.throwIfAborted()
    const fault = faults.take(this.#writer.name, this.#standing.commit, step)
    if (fault) await this.#suffer(fault)
    this.begin(step)
  }

  begin(step: string): void {
    const kind = SPAN_KINDS.find(name => name === step)
    this.#writer.connection.takeSent()
    if (kind) this.#open = { kind, atMs: this.#stage.recorder.now() }
  }

  /** Ends the step that the writer is in. */
  leave(): void {
    const open = this.#open
    this.#open = undefined
    if (open) this.add(open.kind, open.atMs, this.#stage.recorder.now() - open.atMs, this.keepSent())
  }

  /** The place of what was sent since this was asked, or the step was begun. */
  keepSent(): number | null {
    const { recorder, hold } = this.#stage
    return keepStatements(recorder, this.#writer.connection.takeSent(), { withValues: hold !== undefined })
  }

  add(kind: Span['kind'], atMs: number, ms: number, sql: number | null): void {
    const { commit, attempt, believed } = this.#standing
    const standing = { writer: this.#writer.index, commit, attempt, believed }
    this.#stage.recorder.span({ ...standing, kind, atMs, ms, sql, blockedBy: [], lock: null })
  }

  async #suffer({ kind, ms, step }: ScenarioFault): Promise<void> {
    const { recorder, endSession, restartServer, signal } = this.#stage
    const { connection, index, name } = this.#writer
    const { commit, attempt } = this.#standing
    const text = `${FAULT_WORDS[kind]} before ${step} of commit ${commit} of ${name}`
    recorder.mark({
      writer: index,
      atMs: recorder.now(),
      kind: 'fault',
      commit,
      attempt,
      version: null,
      table: 0,
      text,
    })
    switch (kind) {
      case 'kill':
        if (connection.pid !== undefined) await endSession(connection.pid)
        return
      case 'cut':
        connection.cut()
        return
      case 'lose-answer':
        connection.loseAnswer()
        return
      case 'crash-after':
        connection.loseAnswer()
        this.diesUnheard = true
        return
      case 'delay':
        await pause(ms, undefined, { signal })
        return
      case 'crash':
        this.#crash()
        return
      case 'restart-server':
        await restartServer?.()
        return
    }
    kind satisfies never
  }

  #crash(): never {
    this.#writer.connection.cut()
    throw new ClientCrashed()
  }
}

const FAULT_WORDS = {
  kill: 'the session is ended',
  cut: 'the connection is cut',
  'lose-answer': 'the answer to COMMIT is lost',
  'crash-after': 'the client crashes once COMMIT is made',
  delay: 'a delay',
  crash: 'the client crashes',
  'restart-server': 'the server crashes and restarts',
} as const
