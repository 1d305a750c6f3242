import { Navigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Loading } from '../../ui/loading.tsx'
import { ComposeDesk } from './compose-desk.tsx'
import { DraftMissing } from './draft-missing.tsx'
import { useTableGone } from './move/use-table-gone.ts'
import { useKeptDraft } from './use-kept-draft.ts'

/**
 * A kept draft below its table. The desk stays while it is written on, also when the table is dropped meanwhile or another
 * one takes its name; a draft of another table is led to where it belongs.
 */
export function OpenDraft({ table, draftId }: { readonly table: TableSummary; readonly draftId: string }): ReactNode {
  const [first] = useState(table)
  const own = table.tableId === first.tableId ? table : first
  const [turn, setTurn] = useState(0)
  const { opened, isMissing, error, retry } = useKeptDraft(draftId, own.tableId)
  const isGone = useTableGone(own.tableId)
  if (opened && opened.draft.tableId === own.tableId) {
    return (
      <ComposeDesk key={turn} table={own} isTableGone={isGone} opened={opened} onReopen={() => setTurn(turn + 1)} />
    )
  }
  if (opened) return <Navigate to="/drafts/$draftId" params={{ draftId }} replace />
  if (isMissing) return <DraftMissing tableName={own.name} />
  if (error) return <FailureCard error={error} onRetry={retry} />
  return <Loading what="the draft" />
}
