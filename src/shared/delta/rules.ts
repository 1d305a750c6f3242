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
