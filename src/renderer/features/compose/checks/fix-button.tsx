import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { TextEdit } from '../../../../shared/delta/edit-action.ts'
import { quickFix } from '../../../../shared/delta/quick-fix.ts'
import { formatCount } from '../../../ui/format.ts'
import type { Composition } from '../use-composition.ts'
import type { IssueGroup } from './group-issues.ts'

export interface FixButtonProps {
  readonly group: IssueGroup
  readonly composition: Composition
  /** Places count in the draft's text, of all edits. */
  readonly onFix: (edits: readonly TextEdit[]) => void
}

/** Mends every place of a group at once, as one step that can be undone. */
export function FixButton({ group, composition, onFix }: FixButtonProps): ReactNode {
  const { draft, checks, isLocked } = composition
  const facts = { nowMs: Date.now(), version: draft.expectedVersion }
  const fix = quickFix(group[0].issue, facts)
  if (!fix || isLocked) return null
  function mend(): void {
    const edits = group.flatMap(({ issue, from }) => quickFix(issue, facts)?.edits(draft.text, from) ?? [])
    // Two findings about one place are mended by the same edit.
    onFix([...new Map(edits.map(edit => [`${edit.from} ${edit.to}`, edit])).values()])
  }
  return (
    <Button size="compact-xs" variant="default" disabled={!checks.isFresh} onClick={mend}>
      {fix.label}
      {group.length > 1 ? ` (${formatCount(group.length)})` : ''}
    </Button>
  )
}
