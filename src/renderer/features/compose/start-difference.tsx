import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent } from 'react'
import type { FileChange, FileChangesPage } from '../../../shared/contract/comparisons.ts'
import { READS_NOTHING } from '../../../shared/contract/kept-draft.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { DRAFT_ACTIONS_MAX, FILE_PAGE_MAX } from '../../../shared/limits.ts'
import { client } from '../../api/client.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { composeFromDifference } from './compose-from-difference.ts'
import { useBeginDraft } from './use-begin-draft.ts'

export interface StartDifferenceProps {
  readonly table: TableSummary
  readonly from: bigint
  readonly to: bigint
}

/** Makes a draft that does on the head what lies between two versions. */
export function StartDifference({ table, from, to }: StartDifferenceProps): ReactNode {
  const begin = useBeginDraft(table)
  const { data, error, refetch } = useQuery({
    queryKey: ['compose-difference', table.tableId, from, to],
    queryFn: ({ signal }) => readDifference(table.tableId, from, to, signal),
    gcTime: 0,
    structuralSharing: false,
  })
  const start = useEffectEvent((difference: Difference) => {
    const { text, notes } = composeFromDifference(difference.changes, difference.before, difference.after, Date.now())
    void begin({
      text,
      notes: [`It does what lies between v${from} and v${to}.`, ...notes],
      operation: 'WRITE',
      title: `v${from} to v${to}`,
      reads: { ...READS_NOTHING, wholeTable: true },
    })
  })
  const isTooLarge = (data?.changes.length ?? 0) * 2 > DRAFT_ACTIONS_MAX
  useEffect(() => {
    if (data && !isTooLarge) start(data)
  }, [data, isTooLarge])

  if (error) return <FailureCard error={error} onRetry={refetch} />
  if (!isTooLarge) return <Loading what={`what lies between v${from} and v${to}`} />
  return (
    <Empty
      title="The difference is too large for one draft"
      actions={
        <Button renderRoot={props => <Link to="/t/$name/history" params={{ name: table.name }} {...props} />}>
          Back to the history
        </Button>
      }
    >
      More than {formatCount(DRAFT_ACTIONS_MAX / 2)} files differ. Choose versions that are closer together.
    </Empty>
  )
}

interface Difference {
  readonly changes: readonly FileChange[]
  readonly before: { readonly protocol: string | null; readonly metaData: string | null }
  readonly after: { readonly protocol: string | null; readonly metaData: string | null }
}

/** Every file that differs, up to one more than a draft may hold. */
async function readDifference(tableId: string, from: bigint, to: bigint, signal: AbortSignal): Promise<Difference> {
  const [before, after] = await Promise.all(
    [from, to].map(version => client.snapshots.state({ tableId, version }, { signal })),
  )
  const changes: FileChange[] = []
  for (let next: FileChangesPage['next'] | undefined; next !== null && changes.length * 2 <= DRAFT_ACTIONS_MAX; ) {
    const place = next === undefined ? {} : { after: next }
    const page: FileChangesPage = await client.comparisons.files(
      { tableId, from, to, ...place, limit: FILE_PAGE_MAX },
      { signal },
    )
    changes.push(...page.changes)
    next = page.next
  }
  const none = { protocol: null, metaData: null }
  return { changes, before: before ?? none, after: after ?? none }
}
