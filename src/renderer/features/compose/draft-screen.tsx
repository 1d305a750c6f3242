import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import type { KeptDraft } from '../../../shared/contract/kept-draft.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { tableByIdQuery, tableQuery } from '../../api/queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Loading } from '../../ui/loading.tsx'
import { ComposeDesk } from './compose-desk.tsx'
import { DraftMissing } from './draft-missing.tsx'
import { useKeptDraft } from './use-kept-draft.ts'

const ASK_EVERY_MS = 5_000

/** A draft by its id alone: leads to its table, whatever that is called now, or shows the draft without one. */
export function DraftScreen(): ReactNode {
  const { draftId } = useParams({ from: '/drafts/$draftId' })
  return <OneDraft key={draftId} draftId={draftId} />
}

function OneDraft({ draftId }: { readonly draftId: string }): ReactNode {
  const [turn, setTurn] = useState(0)
  const { opened, isMissing, error, retry } = useKeptDraft(draftId, undefined)
  const tableId = opened?.draft.tableId
  const table = useQuery({
    ...tableByIdQuery(tableId ?? ''),
    enabled: tableId !== undefined,
    refetchInterval: ASK_EVERY_MS,
  })
  if (isMissing) return <DraftMissing tableName={undefined} />
  if (table.data) return <LeadToTable table={table.data} draftId={draftId} />
  if (opened && table.data === null) {
    return (
      <ComposeDesk
        key={turn}
        table={tableThatWas(opened.draft)}
        isTableGone
        opened={opened}
        onReopen={() => setTurn(turn + 1)}
      />
    )
  }
  const failed = error ?? table.error
  if (failed) return <FailureCard error={failed} onRetry={error ? retry : table.refetch} />
  return <Loading what="the draft" />
}

/** Goes to the table, and makes sure that its address means this one and not one that had the name before. */
function LeadToTable({ table, draftId }: { readonly table: TableSummary; readonly draftId: string }): ReactNode {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const lead = useEffectEvent(() => {
    queries.setQueryData(tableQuery(table.name).queryKey, table)
    void navigate({
      to: '/t/$name/compose',
      params: { name: table.name },
      search: { draft: draftId },
      replace: true,
    })
  })
  useEffect(() => lead(), [])
  return <Loading what="the draft" />
}

/** What is left of a table that the log has lost. */
function tableThatWas({ tableId, tableName }: KeptDraft): TableSummary {
  return {
    tableId,
    name: tableName,
    location: null,
    createdAt: 0,
    head: -1n,
    firstVersion: null,
    restriction: null,
    lastCommit: null,
    totalFiles: 0n,
    totalBytes: 0n,
    totalRows: null,
  }
}
