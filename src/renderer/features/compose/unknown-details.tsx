import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useEffectEvent } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { formatTime } from '../../ui/format.ts'
import type { SendResult } from './send-result.ts'

const ASK_EVERY_MS = 1_000

export interface UnknownDetailsProps {
  readonly unknown: Extract<SendResult, { kind: 'unknown' }>
  readonly table: TableSummary
  readonly onSettle: (result: SendResult) => void
}

/** An answer that was lost: the log is asked by commit id, again and again, until it is known what became of the draft. */
export function UnknownDetails({ unknown, table, onSettle }: UnknownDetailsProps): ReactNode {
  const { commitId, message } = unknown
  const { data, error, dataUpdatedAt, errorUpdatedAt, refetch } = useQuery({
    queryKey: ['resolve', table.tableId, commitId],
    queryFn: ({ signal }) => client.commits.resolve({ tableId: table.tableId, commitId }, { signal }),
    refetchInterval: ({ state }) => (state.data && state.data.kind !== 'in-progress' ? false : ASK_EVERY_MS),
    refetchIntervalInBackground: true,
    staleTime: 0,
    gcTime: 0,
  })

  const settle = useEffectEvent((found: NonNullable<typeof data>) => {
    if (found.kind === 'in-progress' || found.kind === 'table-gone') return
    // It is told here and now; where striking it out fails, the strip tells of it once more.
    client.commits.strike({ commitId }).catch(() => {})
    if (found.kind === 'not-committed') onSettle({ kind: 'not-committed', reason: unknown.reason })
    if (found.kind === 'committed') onSettle({ ...found, found: true, timings: {} })
  })
  useEffect(() => {
    if (data) settle(data)
  }, [data])

  const askedAt = Math.max(dataUpdatedAt, errorUpdatedAt)
  return (
    <>
      <p>
        {message}{' '}
        {data?.kind === 'table-gone'
          ? 'The table was dropped meanwhile, and its log with it: whether this commit was in it, nobody can know.'
          : 'Whether the commit is in the log is not known yet. It is being asked; until then the draft is locked, so that nothing can happen twice.'}{' '}
        Its commit id is <code>{commitId}</code>.
      </p>
      <p>
        {askedAt === 0 ? 'Asking …' : `Last asked at ${formatTime(askedAt)}. `}
        {error ? `The last question failed: ${readFailure(error).detail}` : ''}
        {!error && data?.kind === 'in-progress' ? 'The transaction is still under way on the server.' : ''}
      </p>
      <Group>
        <Button variant="default" onClick={() => void refetch()}>
          Ask now
        </Button>
      </Group>
    </>
  )
}
