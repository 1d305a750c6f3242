import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { Draft, DraftHeader } from '../../shared/contract/schemas.ts'
import { isStorableText } from '../../shared/contract/text.ts'
import type { Commit } from '../../shared/delta/actions.ts'
import type { Checked, Issue } from '../../shared/delta/issue.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { validateCommit } from '../../shared/delta/validate-commit.ts'
import { DRAFT_ACTIONS_MAX, DRAFT_BYTES_MAX } from '../../shared/limits.ts'

/** Every rule that a draft can be held against without its table; nothing is sent before it passes (C5). */
export function validateDraft(draft: Draft): Checked<Commit> {
  const { actions, expectedVersion } = draft
  const wrong = headerIssue(draft)
  if (wrong) return { kind: 'invalid', issues: [wrong] }
  if (actions.length > DRAFT_BYTES_MAX) return { kind: 'invalid', issues: [oversized(actions)] }
  const parsed = parseCommit(actions)
  if (parsed.kind === 'invalid') return parsed
  const { lines } = parsed.value
  if (lines.length > DRAFT_ACTIONS_MAX) {
    return refuse('draft.size', `Expected at most ${DRAFT_ACTIONS_MAX} actions, got ${lines.length}.`)
  }
  const issues = [...parsed.warnings, ...validateCommit(lines, expectedVersion)]
  return issues.some(isError) ? { kind: 'invalid', issues } : { kind: 'ok', value: parsed.value, warnings: issues }
}

/** What is wrong with a draft before its actions are looked at. */
export function headerIssue({ readVersion, expectedVersion, operation, committer }: DraftHeader): Issue | undefined {
  for (const [field, text = ''] of [
    ['operation', operation],
    ['committer', committer],
  ] as const) {
    if (isStorableText(text)) continue
    const message = 'Expected text without NUL and without lone surrogates.'
    return { rule: 'draft.text', severity: 'error', path: [field], message }
  }
  if (readVersion < expectedVersion) return undefined
  const message = `Expected a version after the one that the draft was made on (${readVersion}), got ${expectedVersion}.`
  return { rule: 'draft.read-version', severity: 'error', path: [], message }
}

export function oversized(actions: string): Issue {
  const message = `Expected at most ${DRAFT_BYTES_MAX} characters of actions, got ${actions.length}.`
  return { rule: 'draft.size', severity: 'error', path: [], message }
}

export function noSuchTable(tableId: string): Extract<CommitOutcome, { kind: 'invalid' }> {
  const message = `Expected the id of a table, got ${tableId}, which is none.`
  return { kind: 'invalid', issues: [{ rule: 'draft.table', severity: 'error', path: [], message }] }
}

export function isError({ severity }: Issue): boolean {
  return severity === 'error'
}

function refuse(rule: string, message: string): Checked<never> {
  return { kind: 'invalid', issues: [{ rule, severity: 'error', path: [], message }] }
}
