import { ISSUES_PER_RULE_MAX } from '../../limits.ts'
import type { Issue } from '../issue.ts'
import { type Finding, type Purpose, RULES, type RuleId } from '../rules.ts'

/** Collects what is found about a commit of any length: a rule that is broken again and again is counted, not kept. */
export class FindingLog {
  readonly #kept: Finding[] = []
  readonly #counts = new Map<RuleId, number>()

  add(finding: Finding): void {
    const count = (this.#counts.get(finding.rule) ?? 0) + 1
    this.#counts.set(finding.rule, count)
    if (count <= ISSUES_PER_RULE_MAX) this.#kept.push(finding)
  }

  addAll(findings: readonly Finding[]): void {
    for (const finding of findings) this.add(finding)
  }

  /** True where a finding of this rule would only be counted: its message is worth no effort. */
  isFull(rule: RuleId): boolean {
    return (this.#counts.get(rule) ?? 0) >= ISSUES_PER_RULE_MAX
  }

  /**
   * What the findings mean for a purpose, in the order of the actions. A rule that is broken more than
   * `ISSUES_PER_RULE_MAX` times ends in one issue that says how often.
   */
  issues(purpose: Purpose): Issue[] {
    const shown = new Map<RuleId, number>()
    const issues = this.#kept.flatMap(({ rule, path, message }): Issue[] => {
      const { section, [purpose]: severity } = RULES[rule]
      if (severity === 'silent') return []
      const number = (shown.get(rule) ?? 0) + 1
      shown.set(rule, number)
      const rest = (this.#counts.get(rule) ?? 0) - ISSUES_PER_RULE_MAX
      const more = number === ISSUES_PER_RULE_MAX && rest > 0 ? ` (and ${rest} more of this kind)` : ''
      return [{ rule, severity, path, message: message + more, section }]
    })
    return issues.sort((a, b) => lineOf(a) - lineOf(b))
  }
}

function lineOf({ path: [first] }: Issue): number {
  return typeof first === 'number' ? first : -1
}
