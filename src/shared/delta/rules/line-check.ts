import type { Action } from '../actions.ts'
import type { FindingLog } from './finding-log.ts'

/** One rule, or some that go together, over all lines of a commit in their order. What it finds goes to its log. */
export interface LineCheck {
  line(action: Action, index: number, findings: FindingLog): void
  /** After the last line. */
  end?(findings: FindingLog): void
}
