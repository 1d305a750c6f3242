import type { CopyObserver } from '../copy/copy-observer.ts'
import type { TaskControl } from '../tasks/task-work.ts'

/** The control of a work whose COPYs may be watched. */
export interface WatchedControl<Input> extends TaskControl<Input> {
  readonly observer?: CopyObserver | undefined
}
