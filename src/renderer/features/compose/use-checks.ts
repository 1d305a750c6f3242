import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { CommitLine } from '../../../shared/delta/actions.ts'
import { client } from '../../api/client.ts'
import { type Failure, readFailure } from '../../api/failure.ts'
import { checkText } from './check-text.ts'
import { type KeptDraft, LARGE_TEXT_CHARACTERS, toContractDraft } from './draft.ts'
import { type PlacedIssue, placeIssues } from './placed-issues.ts'

const SERVER_CHECK_DELAY_MS = 400
const LARGE_CHECK_DELAY_MS = 600

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
    () => ({ draft, head, canAsk }),
    [draft.text, draft.expectedVersion, draft.readVersion, draft.operation, draft.committer, head, canAsk],
  )
  const [settled] = useDebouncedValue(asked, SERVER_CHECK_DELAY_MS)
  const answer = useQuery({
    queryKey: ['check', settled.draft.draftId, settled.draft.editedAtMs, settled.head],
    queryFn: ({ signal }) => client.commits.check(toContractDraft(settled.draft), { signal }),
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
    if (settled !== asked || answer.isFetching) return { kind: 'asking' }
    if (answer.error) return { kind: 'failed', failure: readFailure(answer.error) }
    return answer.data ? { kind: 'answered', head: answer.data.head } : { kind: 'asking' }
  }
}
