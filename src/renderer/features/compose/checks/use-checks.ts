import { useDebouncedValue, useThrottledValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import { client } from '../../../api/client.ts'
import { type Failure, readFailure } from '../../../api/failure.ts'
import { toContractDraft } from '../draft.ts'
import { type PlacedIssue, placeIssues } from './placed-issues.ts'
import type { DraftContent } from './read-draft-text.ts'
import { splitSuppressed } from './suppressions.ts'
import { useDraftFacts } from './use-draft-facts.ts'

const SERVER_CHECK_DELAY_MS = 400
/** Other writers are not waited for: a busy table must not keep the answer from ever coming. */
const HEAD_MS = 1_000

export interface Checks {
  /** Those that nobody has suppressed. */
  readonly issues: readonly PlacedIssue[]
  /** Warnings of rules that the draft's author does not want to see. */
  readonly suppressed: readonly PlacedIssue[]
  readonly errorCount: number
  readonly warningCount: number
  /** What the draft holds, where all its lines can be read. */
  readonly content: DraftContent | undefined
  /** False while a large draft is being read: what is known is of its text a moment ago. */
  readonly isFresh: boolean
  /** What the rules that need the table say: not asked while the text itself is wrong. */
  readonly table:
    | { readonly kind: 'waiting' | 'reading' | 'asking' }
    /** The log has no such table: only the draft's own rules can be applied. */
    | { readonly kind: 'gone' }
    | { readonly kind: 'answered'; readonly head: bigint }
    | { readonly kind: 'failed'; readonly failure: Failure }
}

/** Checks a draft as it is written: by itself at once, against its table (on the server) when the typing pauses. */
export function useChecks(draft: KeptDraft, head: bigint, isTableGone: boolean): Checks {
  const { text, facts, isFresh } = useDraftFacts(draft.text, draft.expectedVersion)
  const ownErrors = facts.issues.some(({ severity }) => severity === 'error')
  const canAsk = draft.phase === 'open' && !isTableGone && isFresh && !ownErrors && text.trim() !== ''

  // biome-ignore lint/correctness/useExhaustiveDependencies: the phase and the time of an edit change no answer
  const asked = useMemo(
    () => ({ draft, canAsk }),
    [draft.text, draft.expectedVersion, draft.readVersion, draft.operation, draft.committer, canAsk],
  )
  const [settled] = useDebouncedValue(asked, SERVER_CHECK_DELAY_MS)
  const seenHead = useThrottledValue(head, HEAD_MS)
  const answer = useQuery({
    queryKey: ['check', settled.draft.draftId, settled.draft.editedAtMs, seenHead],
    queryFn: async ({ signal }) => ({
      ...(await client.commits.check(toContractDraft(settled.draft), { signal })),
      editedAtMs: settled.draft.editedAtMs,
    }),
    enabled: settled.canAsk,
    gcTime: 0,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })

  const tableIssues = canAsk ? answer.data?.issues : undefined
  const placed = useMemo(
    () => placeIssues(text, [...facts.issues, ...(tableIssues ?? [])]),
    [text, facts.issues, tableIssues],
  )
  const [issues, suppressed] = useMemo(() => splitSuppressed(placed, draft.suppressed), [placed, draft.suppressed])
  const errorCount = issues.filter(({ issue }) => issue.severity === 'error').length
  return {
    issues,
    suppressed,
    errorCount,
    warningCount: issues.length - errorCount,
    content: facts.content,
    isFresh,
    table: tableState(),
  }

  function tableState(): Checks['table'] {
    if (isTableGone) return { kind: 'gone' }
    if (!isFresh) return { kind: 'reading' }
    if (!canAsk) return { kind: 'waiting' }
    // On a busy table an answer is always on its way; the last one to this very text tells which head it was held against.
    const isAnswered = settled === asked && answer.data?.editedAtMs === settled.draft.editedAtMs
    if (answer.data && isAnswered) return { kind: 'answered', head: answer.data.head }
    if (settled !== asked || answer.isFetching) return { kind: 'asking' }
    if (answer.error) return { kind: 'failed', failure: readFailure(answer.error) }
    return { kind: 'asking' }
  }
}
