import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { describeLocation } from '../../../shared/history/describe-location.ts'
import { locationQuery } from '../../api/history-queries.ts'
import { formatTime } from '../../ui/format.ts'
import classes from './snapshot.module.css'

export interface AsOfTimeProps {
  readonly table: TableSummary
  readonly version: bigint
  /** The time of the address, in milliseconds since 1970. */
  readonly time: string | undefined
}

/** Which time led to this version and by which rule; nothing where none did, or where that time now leads elsewhere. */
export function AsOfTime({ table, version, time }: AsOfTimeProps): ReactNode {
  const timeMs = time !== undefined && /^\d{1,15}$/.test(time) ? Number(time) : undefined
  const target = timeMs === undefined ? undefined : ({ kind: 'time', timeMs } as const)
  const { data } = useQuery(locationQuery(table.tableId, target))
  if (timeMs === undefined || data?.kind !== 'found' || data.version !== version) return null
  return (
    <p className={classes.asOfTime}>
      As of <b>{formatTime(timeMs)}</b>: {describeLocation(data, formatTime)}.
    </p>
  )
}
