import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent } from 'react'
import { READS_NOTHING } from '../../../shared/contract/kept-draft.ts'
import type { RestoreReport } from '../../../shared/contract/restore.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { client } from '../../api/client.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import { restoreObstacle } from './restore-obstacle.ts'
import { useBeginDraft } from './use-begin-draft.ts'

export interface StartRestoreProps {
  readonly table: TableSummary
  readonly target: bigint
}

/** Plans the commit that makes the head look like an earlier version, and opens it as a draft. */
export function StartRestore({ table, target }: StartRestoreProps): ReactNode {
  const { tableId } = table
  const begin = useBeginDraft(table)
  const { data, error, refetch } = useQuery({
    queryKey: ['plan-restore', tableId, target],
    queryFn: ({ signal }) => client.commits.planRestore({ tableId, target }, { signal }),
    gcTime: 0,
    structuralSharing: false,
  })

  const start = useEffectEvent((plan: Extract<RestoreReport, { kind: 'plan' }>) => {
    void begin({
      text: plan.actions,
      notes: plan.caveats,
      operation: 'RESTORE',
      reads: { ...READS_NOTHING, wholeTable: true },
      base: plan.head,
    })
  })
  useEffect(() => {
    if (data?.kind === 'plan') start(data)
  }, [data])

  if (error) return <FailureCard error={error} onRetry={refetch} />
  if (data === undefined || data.kind === 'plan') return <Loading what={`the way back to v${target}`} />
  const back = (
    <Button renderRoot={props => <Link to="/t/$name/history" params={{ name: table.name }} {...props} />}>
      Back to the history
    </Button>
  )
  const { title, detail } = restoreObstacle(data)
  return (
    <Empty title={title} actions={back}>
      {detail}
    </Empty>
  )
}
