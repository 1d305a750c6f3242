import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useEffectEvent } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { CommitLine } from '../../../shared/delta/actions.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { ACTION_PAGE_MAX, DRAFT_ACTIONS_MAX } from '../../../shared/limits.ts'
import { client } from '../../api/client.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { parseVersion } from '../../app/search-params.ts'
import { Loading } from '../../ui/loading.tsx'
import { type ComposedText, composeFromVersion } from './compose-from-version.ts'
import { firstVersionTemplate } from './templates.ts'
import { useBeginDraft } from './use-begin-draft.ts'

export interface StartDraftProps {
  readonly table: TableSummary
  /** The version to start from, as the address has it. */
  readonly from: string | undefined
  readonly template: string | undefined
}

/** Makes a draft, empty or from a version, keeps it, and goes to its address. */
export function StartDraft({ table, from, template }: StartDraftProps): ReactNode {
  const version = parseVersion(from)
  const mode = template === 'undo' ? 'undo' : 'copy'
  const { data, error, refetch } = useQuery({
    queryKey: ['compose-from', table.tableId, version ?? null],
    queryFn: ({ signal }) => readLines(table.tableId, version, signal),
    gcTime: 0,
    structuralSharing: false,
  })

  const begin = useBeginDraft(table)
  const start = useEffectEvent((lines: readonly CommitLine[]) => {
    const composed = version === undefined ? firstText(table) : composeFromVersion(lines, mode, Date.now())
    void begin({ ...composed, operation: version !== undefined && mode === 'undo' ? 'RESTORE' : 'WRITE' })
  })
  useEffect(() => {
    if (data) start(data)
  }, [data])

  if (error) return <FailureCard error={error} onRetry={refetch} />
  return <Loading what={version === undefined ? 'a new draft' : `the actions of v${version}`} />
}

function firstText({ head }: TableSummary): ComposedText {
  const lines = head < 0n ? firstVersionTemplate(crypto.randomUUID(), Date.now()) : []
  return { text: lines.map(line => `${line}\n`).join(''), notes: [] }
}

/** The lines of a version that this program can read, up to as many as a draft may hold. */
async function readLines(tableId: string, version: bigint | undefined, signal: AbortSignal): Promise<CommitLine[]> {
  const lines: CommitLine[] = []
  let after: number | null = version === undefined ? null : -1
  while (version !== undefined && after !== null && lines.length < DRAFT_ACTIONS_MAX) {
    const page = await client.versions.actions({ tableId, version, after, limit: ACTION_PAGE_MAX }, { signal })
    for (const { ordinal, line } of page.actions) {
      const checked = parseAction(line, ordinal)
      if (checked.kind === 'ok') lines.push(checked.value)
    }
    after = page.next
  }
  return lines
}
