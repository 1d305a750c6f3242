import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import type { KeptDraft } from '../../../shared/contract/kept-draft.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { client } from '../../api/client.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import { ComposeDesk } from './compose-desk.tsx'
import { readDraft } from './draft-store.ts'
import type { OpenedDraft } from './use-draft.ts'

/** A kept draft by its id: as the program keeps it, or newer, where the browser holds words that never got there. */
export function OpenDraft({ table, draftId }: { readonly table: TableSummary; readonly draftId: string }): ReactNode {
  const { tableId } = table
  const [turn, setTurn] = useState(0)
  const { data, error, refetch } = useQuery({
    queryKey: ['draft', draftId],
    queryFn: ({ signal }) => client.drafts.read({ draftId }, { signal }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
  const opened = useMemo(
    () =>
      data === undefined && !error ? undefined : choose(data ?? undefined, readDraft(localStorage, tableId, draftId)),
    [data, error, tableId, draftId],
  )
  if (opened && opened.draft.tableId === tableId) {
    return <ComposeDesk key={`${draftId} ${turn}`} table={table} opened={opened} onReopen={() => setTurn(turn + 1)} />
  }
  if (error) return <FailureCard error={error} onRetry={refetch} />
  if (data === undefined) return <Loading what="the draft" />
  return (
    <Empty
      title="This draft is not here"
      actions={
        <>
          <Button
            renderRoot={props => <Link to="/t/$name/compose" params={{ name: table.name }} search={{}} {...props} />}
          >
            Start a new draft
          </Button>
          <Button variant="default" renderRoot={props => <Link to="/drafts" {...props} />}>
            All drafts
          </Button>
        </>
      }
    >
      It was discarded, belongs to another table or database, or was written by a newer Deltadesk.
    </Empty>
  )
}

function choose(kept: KeptDraft | undefined, held: KeptDraft | undefined): OpenedDraft | undefined {
  if (held && (kept === undefined || held.editedAtMs > kept.editedAtMs)) return { draft: held, isAhead: true }
  return kept && { draft: kept, isAhead: false }
}
