import type { ImportProblem } from '../../shared/contract/import.ts'
import type { Framing } from '../../shared/delta/actions.ts'
import type { Issue } from '../../shared/delta/issue.ts'
import type { RuleId } from '../../shared/delta/rules.ts'
import { IMPORT_PROBLEMS_MAX } from '../../shared/import-limits.ts'
import { problemOfIssue } from '../delta-log/log-finding.ts'

/** What a version of a history does against the rules. */
export interface BrokenRule {
  readonly version: bigint
  /** A strict import is refused because of it; else it is an oddity. */
  readonly forbids: boolean
  readonly problem: ImportProblem
}

/**
 * What no writer may have done and no reader minds: readers go on, or each goes on in its own way, but a table that is to
 * be committed to must not begin with it.
 */
const FORBIDDEN_HISTORY: ReadonlySet<string> = new Set([
  'table.append-only',
  'table.add-path-live',
  'dv.num-records-missing',
  'commit.add-path-repeated',
  'commit.remove-path-repeated',
  'commit.checkpoint-action',
] satisfies RuleId[])

/** Broken rules in order of version, the first ones of each kind. */
export class BrokenRules {
  readonly list: BrokenRule[] = []
  #problems = 0
  #oddities = 0

  addIssues(version: bigint, issues: readonly Issue[], file: string, framing: Framing): void {
    for (const issue of issues) {
      const forbids = issue.severity === 'error' || FORBIDDEN_HISTORY.has(issue.rule)
      if (this.#hasRoom(forbids)) {
        this.list.push({ version, forbids, problem: problemOfIssue(issue, file, framing) })
      }
    }
  }

  addProblems(version: bigint, problems: readonly ImportProblem[]): void {
    for (const problem of problems) if (this.#hasRoom(true)) this.list.push({ version, forbids: true, problem })
  }

  #hasRoom(forbids: boolean): boolean {
    return (forbids ? this.#problems++ : this.#oddities++) < IMPORT_PROBLEMS_MAX
  }
}

/** What several checks of the same versions have found, in order of version; of one version in the given order. */
export function joined(...found: readonly (readonly BrokenRule[])[]): BrokenRule[] {
  return found.flat().sort((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0))
}
