import type { KeptDraft, Suppression } from '../../../../shared/contract/kept-draft.ts'
import type { PlacedIssue } from './placed-issues.ts'

/** Issues that are shown, and warnings that the draft's author has suppressed. An error is always shown. */
export function splitSuppressed(
  issues: readonly PlacedIssue[],
  suppressions: readonly Suppression[] | undefined,
): readonly [shown: readonly PlacedIssue[], suppressed: readonly PlacedIssue[]] {
  if (!suppressions?.length) return [issues, []]
  const rules = new Set(suppressions.map(({ rule }) => rule))
  const isHidden = ({ issue }: PlacedIssue) => issue.severity === 'warning' && rules.has(issue.rule)
  return [issues.filter(issue => !isHidden(issue)), issues.filter(isHidden)]
}

/** What suppressing a rule changes in a draft; a new reason takes the place of an old one. */
export function suppress({ suppressed = [] }: KeptDraft, rule: string, reason: string): Pick<KeptDraft, 'suppressed'> {
  return { suppressed: [...suppressed.filter(each => each.rule !== rule), { rule, reason: reason.trim() }] }
}

/** What showing a rule again changes in a draft. */
export function restore({ suppressed = [] }: KeptDraft, rule: string): Pick<KeptDraft, 'suppressed'> {
  const left = suppressed.filter(each => each.rule !== rule)
  return { suppressed: left.length > 0 ? left : undefined }
}
