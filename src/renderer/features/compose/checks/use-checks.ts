import { useDebouncedValue, useThrottledValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import type { CommitLine } from '../../../../shared/delta/actions.ts'
import { LARGE_TEXT_CHARACTERS } from '../../../../shared/limits.ts'
import { client } from '../../../api/client.ts'
import { type Failure, readFailure } from '../../../api/failure.ts'
import { toContractDraft } from '../draft.ts'
import { checkText } from './check-text.ts'
import { type PlacedIssue, placeIssues } from './placed-issues.ts'

const SERVER_CHECK_DELAY_MS = 400
const LARGE_CHECK_DELAY_MS = 600
/** Other writers are not waited for: a busy table must not keep the answer from ever coming. */
const HEAD_MS = 1_000

export interface Checks {
  readonly issues: readonly PlacedIssue[]
  readonly errorCount: number
  readonly warningCount: number
  /** The draft's lines, where all of them can be read. */
  readonly lines: readonly CommitLine[] | undefined
  /** What the rules that need the table say: not asked while the text itself is wrong. */
  readonly table:
    | { readonly kind: 'waiting' | 'asking' }
    | { readonly kind: 'answered'; readonly head: bigint }
    | { readonly kind: 'failed'; readonly failure: Failure }
}

/** Checks a draft as it is written: by itself at once, against its table (on the server) when the typing pauses. */
export function useChecks(draft: KeptDraft, head: bigint): Checks {
  const [text] = useDebouncedValue(draft.text, draft.text.length > LARGE_TEXT_CHARACTERS ? LARGE_CHECK_DELAY_MS : 0)
  const own = useMemo(() => checkText(text, draft.expectedVersion), [text, draft.expectedVersion])
  const ownErrors = own.issues.some(({ severity }) => severity === 'error')
  const canAsk = draft.phase === 'open' && !ownErrors && text.trim() !== ''

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
  const issues = useMemo(
    () => placeIssues(text, [...own.issues, ...(tableIssues ?? [])]),
    [text, own.issues, tableIssues],
  )
  const errorCount = issues.filter(({ issue }) => issue.severity === 'error').length
  return {
    issues,
    errorCount,
    warningCount: issues.length - errorCount,
    lines: own.lines,
    table: tableState(),
  }

  function tableState(): Checks['table'] {
    if (!canAsk) return { kind: 'waiting' }
    // On a busy table an answer is always on its way; the last one to this very text tells which head it was held against.
    const isAnswered = settled === asked && answer.data?.editedAtMs === settled.draft.editedAtMs
    if (answer.data && isAnswered) return { kind: 'answered', head: answer.data.head }
    if (settled !== asked || answer.isFetching) return { kind: 'asking' }
    if (answer.error) return { kind: 'failed', failure: readFailure(answer.error) }
    return { kind: 'asking' }
  }
}
