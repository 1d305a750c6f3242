import type { PlacedIssue } from './placed-issues.ts'

/** Findings of one rule that say the same of several places; a single one stands for itself. */
export type IssueGroup = readonly [PlacedIssue, ...PlacedIssue[]]

const TOGETHER_MIN = 3

/** Findings that many lines have in common stand together, at the place of the first. Errors stay before warnings. */
export function groupIssues(issues: readonly PlacedIssue[]): IssueGroup[] {
  const byRule = Map.groupBy(issues, ({ issue }) => `${issue.severity} ${issue.rule}`)
  const groups: IssueGroup[] = []
  for (const [first, ...rest] of byRule.values()) {
    if (!first) continue
    if (rest.length + 1 >= TOGETHER_MIN) groups.push([first, ...rest])
    else groups.push([first], ...rest.map((each): IssueGroup => [each]))
  }
  return groups
}
