import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import { isStorableText } from '../../shared/contract/text.ts'
import type { Commit } from '../../shared/delta/actions.ts'
import type { Checked, Issue } from '../../shared/delta/issue.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { validateCommit } from '../../shared/delta/validate-commit.ts'
import { DRAFT_ACTIONS_MAX, DRAFT_BYTES_MAX } from '../../shared/limits.ts'

/** Every rule that a draft can be held against without its table; nothing is sent before it passes (C5). */
export function validateDraft(draft: Draft): Checked<Commit> {
  const { actions, readVersion, expectedVersion } = draft
  for (const field of ['operation', 'committer'] as const) {
    if (isStorableText(draft[field] ?? '')) continue
    return refuse('draft.text', 'Expected text without NUL and without lone surrogates.', [field])
  }
  if (actions.length > DRAFT_BYTES_MAX) {
    return refuse('draft.size', `Expected at most ${DRAFT_BYTES_MAX} characters of actions, got ${actions.length}.`)
  }
  if (readVersion >= expectedVersion) {
    const message = `Expected a version after the one that the draft was made on (${readVersion}), got ${expectedVersion}.`
    return refuse('draft.read-version', message)
  }
  const parsed = parseCommit(actions)
  if (parsed.kind === 'invalid') return parsed
  const { lines } = parsed.value
  if (lines.length > DRAFT_ACTIONS_MAX) {
    return refuse('draft.size', `Expected at most ${DRAFT_ACTIONS_MAX} actions, got ${lines.length}.`)
  }
  const issues = [...parsed.warnings, ...validateCommit(lines, expectedVersion)]
  return issues.some(isError) ? { kind: 'invalid', issues } : { kind: 'ok', value: parsed.value, warnings: issues }
}

export function noSuchTable(tableId: string): Extract<CommitOutcome, { kind: 'invalid' }> {
  const message = `Expected the id of a table, got ${tableId}, which is none.`
  return { kind: 'invalid', issues: [{ rule: 'draft.table', severity: 'error', path: [], message }] }
}

export function isError({ severity }: Issue): boolean {
  return severity === 'error'
}

function refuse(rule: string, message: string, path: Issue['path'] = []): Checked<never> {
  return { kind: 'invalid', issues: [{ rule, severity: 'error', path, message }] }
}
