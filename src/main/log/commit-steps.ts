import type { CommitStep, Timings } from '../../shared/contract/outcome.ts'

/** Called before each step and awaited: here a writer can be held, watched or cut off. */
export type OnStep = (step: CommitStep) => void | Promise<void>

/** Where a commit stands and how long each step took. */
export interface CommitSteps {
  readonly current: CommitStep
  /** Milliseconds since the current step began. */
  readonly elapsedMs: number
  /** Ends the step before and, once `onStep` lets it, begins this one. Throws the reason of an aborted signal. */
  enter(step: CommitStep): Promise<void>
  /** Milliseconds of every step so far, the current one included; the time spent in `onStep` belongs to none. */
  timings(): Timings
}

export function startSteps(onStep: OnStep | undefined, signal: AbortSignal | undefined): CommitSteps {
  const spentMs: Timings = {}
  let current: CommitStep = 'validate'
  let startedMs = performance.now()
  const close = () => {
    spentMs[current] = Math.max(0, performance.now() - startedMs)
  }
  let entered = false
  return {
    get current() {
      return current
    },
    get elapsedMs() {
      return performance.now() - startedMs
    },
    async enter(step) {
      if (entered) close()
      entered = true
      current = step
      signal?.throwIfAborted()
      await onStep?.(step)
      signal?.throwIfAborted()
      startedMs = performance.now()
    },
    timings() {
      close()
      return { ...spentMs }
    },
  }
}
