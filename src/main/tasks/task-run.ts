import type { Breakpoint } from '../../shared/contract/task-inputs.ts'
import type { TaskAnswer, TaskCommand, TaskOutcome, TaskQuestion } from '../../shared/contract/tasks.ts'
import type { TaskRecord } from './task-record.ts'
import type { TaskControl, TaskWork } from './task-work.ts'

/** What a run tells of itself while it goes on. */
export type RunChange = Partial<Pick<TaskRecord, 'state' | 'wish' | 'progress' | 'question' | 'input'>>

export type RunEnd =
  | { readonly kind: 'ended'; readonly outcome: TaskOutcome }
  | { readonly kind: 'threw'; readonly error: unknown; readonly isCancelled: boolean }
  /** The program is going; the task may be taken up again. */
  | { readonly kind: 'interrupted' }

type Input = TaskRecord['input']

/** One run of a task: between its boundaries it works, at them it can be held, asked to stop, or asks itself. */
export class TaskRun {
  readonly ended: Promise<RunEnd>
  readonly #onChange: (change: RunChange, keep: boolean) => Promise<void>
  readonly #stop = new AbortController()
  /** One commit is all or nothing: there is no place to hold it. */
  readonly #hasBoundaries: boolean
  #pace: 'run' | 'step' | 'hold'
  #held: PromiseWithResolvers<void> | undefined
  #asked: { readonly kind: TaskQuestion['kind']; readonly answer: PromiseWithResolvers<TaskAnswer> } | undefined
  #isInterrupted = false
  #breakpoints: readonly Breakpoint[] | undefined

  /** `onChange` is told whether the change must be kept before the work goes on. */
  constructor(
    taskId: string,
    input: Input,
    work: TaskWork<Input>,
    onChange: (change: RunChange, keep: boolean) => Promise<void>,
  ) {
    this.#onChange = onChange
    this.#hasBoundaries = input.kind !== 'commit'
    this.#pace = input.kind === 'replay' && input.options.step ? 'hold' : 'run'
    this.ended = this.#run(taskId, input, work)
  }

  /** False where the command means nothing to the run as it stands. */
  command(command: TaskCommand): boolean {
    switch (command) {
      case 'pause':
        if (this.#pace === 'hold' || this.#asked || !this.#hasBoundaries) return false
        this.#pace = 'hold'
        this.#tell({ wish: 'pause' })
        return true
      case 'resume':
      case 'step':
        if (this.#asked || !this.#hasBoundaries) return false
        this.#pace = command === 'step' ? 'step' : 'run'
        if (this.#held) this.#held.resolve()
        else this.#tell({ wish: null })
        return true
      case 'cancel':
        this.#tell({ wish: 'cancel' })
        this.#stop.abort(new DOMException('The task was cancelled', 'AbortError'))
        return true
    }
  }

  answer(answer: TaskAnswer): boolean {
    if (this.#asked?.kind !== answer.kind) return false
    this.#asked.answer.resolve(answer)
    return true
  }

  /** They hold for what the run has not come to yet. */
  setBreakpoints(breakpoints: readonly Breakpoint[]): void {
    this.#breakpoints = breakpoints
  }

  interrupt(): void {
    this.#isInterrupted = true
    this.#stop.abort(new DOMException('The program is closing', 'AbortError'))
  }

  async #run(taskId: string, input: Input, work: TaskWork<Input>): Promise<RunEnd> {
    const { signal } = this.#stop
    const breakpoints = () => this.#breakpoints
    const control: TaskControl<Input> = {
      taskId,
      get breakpoints() {
        return breakpoints()
      },
      signal,
      report: progress => this.#tell({ progress }),
      boundary: ({ hold = false } = {}) => this.#boundary(hold),
      ask: question => this.#ask(question),
      remember: remembered => this.#onChange({ input: remembered }, true),
    }
    try {
      // Whoever starts the run must have it in hand before it tells anything.
      await null
      const outcome = await work(input, control)
      return this.#isInterrupted && outcome.kind === 'cancelled' ? { kind: 'interrupted' } : { kind: 'ended', outcome }
    } catch (error) {
      if (this.#isInterrupted) return { kind: 'interrupted' }
      return { kind: 'threw', error, isCancelled: signal.aborted }
    }
  }

  async #boundary(hold: boolean): Promise<void> {
    const { signal } = this.#stop
    signal.throwIfAborted()
    if (!hold && this.#pace === 'run') return
    this.#pace = 'hold'
    this.#held = Promise.withResolvers()
    this.#tell({ state: 'paused', wish: null })
    try {
      await this.#orStop(this.#held.promise)
    } finally {
      this.#held = undefined
      this.#tell({ state: 'running' })
    }
  }

  async #ask<Kind extends TaskQuestion['kind']>(
    question: Extract<TaskQuestion, { kind: Kind }>,
  ): Promise<Extract<TaskAnswer, { kind: Kind }>> {
    this.#stop.signal.throwIfAborted()
    const answer = Promise.withResolvers<TaskAnswer>()
    this.#asked = { kind: question.kind, answer }
    this.#tell({ state: 'asking', wish: null, question })
    try {
      const given = await this.#orStop(answer.promise)
      // `answer` lets no other kind through.
      return given as Extract<TaskAnswer, { kind: Kind }>
    } finally {
      this.#asked = undefined
      this.#tell({ state: 'running', question: null })
    }
  }

  async #orStop<T>(waiting: Promise<T>): Promise<T> {
    const { signal } = this.#stop
    const stopped = Promise.withResolvers<never>()
    const stop = () => stopped.reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    try {
      return await Promise.race([waiting, stopped.promise])
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  #tell(change: RunChange): void {
    void this.#onChange(change, false)
  }
}
