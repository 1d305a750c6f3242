import type { CommitStep, Timings } from '../../shared/contract/outcome.ts'

/** Called before each step and awaited: here a writer can be held, watched or cut off. */
export type OnStep = (step: CommitStep) => void | Promise<void>

/** Hears of each step as it begins, and changes nothing of how it is taken. */
export type WatchStep = (step: CommitStep) => void

/** Where a commit stands and how long each step took. */
export interface CommitSteps {
  /** The step that failed, else the first that is not answered yet, else the last that was entered. */
  readonly current: CommitStep
  /** Milliseconds from sending the current step until it failed, or so far: at least what the server has spent on it. */
  readonly elapsedMs: number
  /**
   * Begins a step without waiting for its answer, so that the next one can be sent behind it. Where steps are taken one by
   * one, the answers before are awaited first. Throws the first failure so far, and the reason of an aborted signal.
   */
  send(step: CommitStep, work: () => Promise<unknown>): Promise<void>
  /** Begins a step and gives its answer; throws the first failure up to it. */
  take<T>(step: CommitStep, work: () => Promise<T>): Promise<T>
  /** Waits for the answers to all steps; throws the first failure among them. */
  answered(): Promise<void>
  /** As `answered`, whatever the answers are. */
  settled(): Promise<void>
  /** From here on no step begins before those before it are answered. */
  oneByOne(): void
  /**
   * Milliseconds of every step so far, from the answer to the step before to its own: steps that travel together count
   * none of the others' time, and the time spent in `onStep` belongs to none.
   */
  timings(): Timings
}

/** Of the steps that failed, the first to be sent: those behind it fail because of it, and may be told of before it. */
interface StepFailure {
  readonly step: CommitStep
  readonly place: number
  readonly elapsedMs: number
  readonly error: unknown
}

export function startSteps(
  onStep: OnStep | undefined,
  signal: AbortSignal | undefined,
  watchStep?: WatchStep,
): CommitSteps {
  const spentMs: Timings = {}
  const unanswered: { readonly step: CommitStep; readonly startedMs: number }[] = []
  let entered: CommitStep = 'validate'
  let enteredMs = performance.now()
  let answeredMs = 0
  let oneByOne = onStep !== undefined
  let failure: StepFailure | undefined
  let started = 0
  let all: Promise<void> = Promise.resolve()

  const watch = (step: CommitStep, startedMs: number, answer: Promise<unknown>) => {
    const open = { step, startedMs }
    const place = started++
    unanswered.push(open)
    const close = () => {
      unanswered.splice(unanswered.indexOf(open), 1)
      const now = performance.now()
      const elapsedMs = Math.max(0, now - Math.max(open.startedMs, answeredMs))
      spentMs[step] = (spentMs[step] ?? 0) + elapsedMs
      answeredMs = now
    }
    const closed = answer.then(close, error => {
      close()
      const elapsedMs = performance.now() - startedMs
      if (failure === undefined || place < failure.place) failure = { step, place, error, elapsedMs }
    })
    all = Promise.all([all, closed]).then(() => {})
  }

  const throwFailure = async () => {
    if (failure === undefined) return
    await all
    throw failure.error
  }

  const begin = async <T>(step: CommitStep, work: () => Promise<T>): Promise<{ readonly answer: Promise<T> }> => {
    if (oneByOne) await all
    await throwFailure()
    entered = step
    enteredMs = performance.now()
    signal?.throwIfAborted()
    watchStep?.(step)
    await onStep?.(step)
    signal?.throwIfAborted()
    const startedMs = performance.now()
    const answer = work()
    watch(step, startedMs, answer)
    return { answer }
  }

  return {
    get current() {
      return failure?.step ?? unanswered[0]?.step ?? entered
    },
    get elapsedMs() {
      return failure?.elapsedMs ?? performance.now() - (unanswered[0]?.startedMs ?? enteredMs)
    },
    async send(step, work) {
      await begin(step, work)
    },
    async take(step, work) {
      const { answer } = await begin(step, work)
      return answer.catch(async error => {
        await throwFailure()
        throw error
      })
    },
    async answered() {
      await all
      await throwFailure()
    },
    settled: () => all,
    oneByOne() {
      oneByOne = true
    },
    timings: () => ({ ...spentMs }),
  }
}
