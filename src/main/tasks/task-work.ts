import type { Breakpoint } from '../../shared/contract/task-inputs.ts'
import type { TaskAnswer, TaskOutcome, TaskProgress, TaskQuestion } from '../../shared/contract/tasks.ts'

/** What a work is told to do at its boundaries, and how it tells where it is. */
export interface TaskControl<Input> {
  /** The same for every run of one task: what a run has made can be found by the next one. */
  readonly taskId: string
  /** Aborts when the work shall stop at its next boundary. */
  readonly signal: AbortSignal
  /** Cheap enough to be called for every version: only the newest is shown and kept. */
  report(progress: TaskProgress): void
  /**
   * A place at which the work may be left for good. Waits as long as the task is paused, or until somebody goes on where
   * `hold` says so; throws the signal's reason where it shall stop.
   */
  boundary(options?: { readonly hold?: boolean | undefined }): Promise<void>
  /** Waits for a person's answer; the kinds of question and answer are the same. */
  ask<Kind extends TaskQuestion['kind']>(
    question: Extract<TaskQuestion, { kind: Kind }>,
  ): Promise<Extract<TaskAnswer, { kind: Kind }>>
  /** What the next run of the task shall begin with. Kept before it resolves. */
  remember(input: Input): Promise<void>
  /** Where a replay shall stop, as somebody has said since the run began; undefined where nobody did. */
  readonly breakpoints?: readonly Breakpoint[] | undefined
}

/** Does a task. An outcome is a value; a stop at a boundary is the outcome `cancelled`, with what stays. */
export type TaskWork<Input> = (input: Input, control: TaskControl<Input>) => Promise<TaskOutcome>

/** A work that nobody watches, pauses or is asked by; `signal` stops it. */
export function plainControl<Input>(
  taskId: string,
  signal: AbortSignal,
  onProgress: (progress: TaskProgress) => void = () => {},
): TaskControl<Input> {
  return {
    taskId,
    signal,
    report: onProgress,
    async boundary() {
      signal.throwIfAborted()
    },
    ask({ kind }) {
      throw new Error(`nobody is there to answer a question about a ${kind}`)
    },
    async remember() {},
  }
}
