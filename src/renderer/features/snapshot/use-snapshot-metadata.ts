import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { SnapshotState } from '../../../shared/contract/snapshots.ts'
import type { Snapshot } from '../../../shared/delta/snapshot.ts'
import { snapshotOfLines } from '../../../shared/delta/snapshot-of-lines.ts'
import { snapshotStateQuery, type TableVersion } from '../../api/snapshot-queries.ts'
import { type PartitionNames, partitionNames } from '../../app/partition-text.ts'

export interface ReadState {
  readonly lines: SnapshotState
  /** Without files. */
  readonly snapshot: Snapshot
}

/** Everything of a snapshot but its files; the one before stays until the next is here. */
export function useSnapshotState(at: TableVersion): {
  readonly state: ReadState | undefined
  readonly error: Error | null
  readonly retry: () => void
} {
  const { data, error, refetch } = useQuery(snapshotStateQuery(at))
  const state = useMemo(() => data && { lines: data, snapshot: snapshotOfLines(data) }, [data])
  return { state, error: data ? null : error, retry: () => void refetch() }
}

/** Logical names of the partition columns; none until they are read. */
export function usePartitionNames(at: TableVersion): PartitionNames {
  const { state } = useSnapshotState(at)
  return useMemo(() => partitionNames(state?.snapshot.metadata), [state])
}
