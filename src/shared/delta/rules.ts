import { ISSUES_PER_RULE_MAX } from '../limits.ts'
import type { Issue } from './issue.ts'
import { COMMIT_RULES } from './rules/commit-rules.ts'
import { FILE_RULES } from './rules/file-rules.ts'
import { METADATA_RULES } from './rules/metadata-rules.ts'
import { PROTOCOL_RULES } from './rules/protocol-rules.ts'
import type { Purpose, Rule } from './rules/rule.ts'
import { TABLE_RULES } from './rules/table-rules.ts'

export type { Purpose, Rule }

/** Every rule about the meaning of actions, by its stable id. Rules about their shape belong to `parseAction`. */
export const RULES = { ...COMMIT_RULES, ...FILE_RULES, ...METADATA_RULES, ...PROTOCOL_RULES, ...TABLE_RULES }

export type RuleId = keyof typeof RULES

/** A broken rule, before anyone decided how bad that is for a purpose. */
export interface Finding {
  readonly rule: RuleId
  readonly path: readonly (string | number)[]
  /** One sentence: what was expected, and what is there. */
  readonly message: string
}

/** The rule of that id; `undefined` for the ids of shape rules. */
export function findRule(id: string): Rule | undefined {
  return Object.hasOwn(RULES, id) ? RULES[id as RuleId] : undefined
}

/**
 * What the findings mean for a purpose, in the order of the actions. A rule that is broken more than
 * `ISSUES_PER_RULE_MAX` times ends in one issue that says how often.
 */
export function toIssues(findings: readonly Finding[], purpose: Purpose): Issue[] {
  const counts = new Map<RuleId, number>()
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  const shown = new Map<RuleId, number>()
  const issues: Issue[] = []
  for (const { rule, path, message } of findings) {
    const { section, [purpose]: severity } = RULES[rule]
    const number = (shown.get(rule) ?? 0) + 1
    shown.set(rule, number)
    if (severity === 'silent' || number > ISSUES_PER_RULE_MAX) continue
    const rest = (counts.get(rule) ?? 0) - ISSUES_PER_RULE_MAX
    const more = number === ISSUES_PER_RULE_MAX && rest > 0 ? ` (and ${rest} more of this kind)` : ''
    issues.push({ rule, severity, path, message: message + more, section })
  }
  return issues.sort((a, b) => lineOf(a) - lineOf(b))
}

function lineOf({ path: [first] }: Issue): number {
  return typeof first === 'number' ? first : -1
}
