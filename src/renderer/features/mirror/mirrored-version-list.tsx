import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { mirroredVersionsQuery } from '../../api/mirrors.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { Loading } from '../../ui/loading.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { mirroredVersionColumns } from './mirrored-version-columns.tsx'

const AHEAD = 40
/** A mirror that catches up moves many times a second; nobody reads that fast. */
const CALM_MS = 750

/** The versions of a table with what is known of their files; the newest ones follow the mirror. */
export function MirroredVersionList({ mirror }: { readonly mirror: MirrorSummary }): ReactNode {
  const { tableId, name } = mirror
  const navigate = useNavigate()
  const grid = useRef<GridHandle>(null)
  const [selected, setSelected] = useState(0)
  const query = useInfiniteQuery(mirroredVersionsQuery(tableId))
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = query
  const versions = useMemo(() => data?.pages.flat() ?? [], [data])
  const columns = useMemo(() => mirroredVersionColumns(name), [name])
  useGridKeys(grid)
  useFollowed(mirror, () => void refetch())
  if (error && !data) return <FailureCard error={error} onRetry={refetch} />
  if (!data) return <Loading what={`the versions of ${name}`} />
  return (
    <VirtualGrid
      label="Versions and their files"
      handle={grid}
      columns={columns}
      rowCount={versions.length}
      rowAt={index => versions[index]}
      rowKey={index => String(versions[index]?.version ?? index)}
      selected={Math.min(selected, versions.length - 1)}
      onSelect={setSelected}
      onOpen={index => {
        const version = versions[index]?.version
        if (version !== undefined) void navigate({ to: '/t/$name/v/$version', params: { name, version: `${version}` } })
      }}
      onRange={(_first, last) => {
        if (last + AHEAD >= versions.length && hasNextPage && !isFetching) void fetchNextPage()
      }}
      minWidth={520}
    />
  )
}

/** Reads again, calmly, whenever the mirror has moved. */
function useFollowed(mirror: MirrorSummary, read: () => void): void {
  const { ratified, published, state, failure, checkpoint } = mirror
  const moved = `${ratified} ${published} ${state} ${failure?.attempts} ${checkpoint.version} ${checkpoint.error}`
  const readAgain = useEffectEvent(read)
  const shown = useRef(moved)
  useEffect(() => {
    if (shown.current === moved) return
    const timer = setTimeout(() => {
      shown.current = moved
      readAgain()
    }, CALM_MS)
    return () => clearTimeout(timer)
  }, [moved])
}
