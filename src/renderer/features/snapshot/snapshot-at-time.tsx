import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { describeLocation } from '../../../shared/history/describe-location.ts'
import { locationQuery } from '../../api/history-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { formatTime } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'

export interface SnapshotAtTimeProps {
  readonly table: TableSummary
  /** Milliseconds since 1970. */
  readonly timeMs: number
  readonly tab: string
}

/** Leads from a time to the version that the table had then, and says so where it had none. */
export function SnapshotAtTime({ table, timeMs, tab }: SnapshotAtTimeProps): ReactNode {
  const { data, error, refetch, isPlaceholderData } = useQuery(locationQuery(table.tableId, { kind: 'time', timeMs }))
  if (error) return <FailureCard error={error} onRetry={refetch} />
  if (data === undefined || isPlaceholderData) return <Loading what={`the version of ${formatTime(timeMs)}`} />
  if (data.kind === 'found') {
    const params = { name: table.name, version: `${data.version}`, tab }
    return <Navigate to="/t/$name/at/$version/$tab" params={params} search={{ time: `${timeMs}` }} replace />
  }
  return (
    <Empty title={`${table.name} did not exist at ${formatTime(timeMs)}`}>
      {data.kind === 'too-early' ? describeLocation(data, formatTime) : `${table.name} has no commit yet.`}
    </Empty>
  )
}
