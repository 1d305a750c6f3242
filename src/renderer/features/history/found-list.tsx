import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import type { ResolvedTerm } from '../../../shared/history/filter.ts'
import { foundVersionsQuery } from '../../api/history-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useMarks } from '../../app/marks.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import classes from './history.module.css'
import { historyColumns } from './history-columns.tsx'
import type { ListProps } from './list-props.ts'
import { useNotes } from './use-notes.ts'

const AHEAD = 80

export interface FoundListProps extends ListProps {
  readonly terms: readonly ResolvedTerm[]
  readonly filter: string
  readonly onClear: () => void
}

/** The versions that fit a filter, as far as was looked; looks on while the end of what was found is in sight. */
export function FoundList(props: FoundListProps): ReactNode {
  const { table, grid, chosen, terms, filter, onClear } = props
  const { tableId, name, head } = table
  const query = useInfiniteQuery(foundVersionsQuery(tableId, terms))
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const versions = useMemo(() => data?.pages.flatMap(page => page.versions) ?? [], [data])
  const [end, setEnd] = useState(0)
  const wantsMore = hasNextPage && !isFetchingNextPage && !error && end + AHEAD >= versions.length
  useEffect(() => {
    if (wantsMore) void fetchNextPage()
  }, [wantsMore, fetchNextPage])

  const isFound = versions.length > 0
  useEffect(() => {
    // Whoever leaves the filter by Enter is on the way to this list, which was not there yet.
    if (isFound && document.activeElement === document.body) grid.current?.focus()
  }, [isFound, grid])

  const reached = data?.pages.at(-1)?.next ?? null
  const { notes } = useNotes(tableId, versions.at(-1)?.version ?? 0n, versions[0]?.version ?? 0n)
  const marks = useMarks(tableId)
  const columns = useMemo(() => historyColumns({ name, head, first: 0n, marks, notes }), [name, head, marks, notes])
  const selected = chosen === undefined ? 0 : versions.findIndex(({ version }) => version <= chosen)

  if (error && versions.length === 0) return <FailureCard error={error} onRetry={refetch} />
  if (!data) return <Loading what={`versions that fit ${filter}`} />
  if (versions.length === 0 && reached === null) {
    return (
      <Empty
        title={`0 of ${formatCount(head + 1n)} versions match`}
        actions={
          <Button variant="default" onClick={onClear}>
            Clear the filter
          </Button>
        }
      >
        No version of {name} fits <code className={classes.code}>{filter}</code>.
      </Empty>
    )
  }
  return (
    <div className={classes.found}>
      <div className={classes.foundRows}>
        <VirtualGrid
          label={`Versions of ${name} that fit the filter, newest first`}
          handle={grid}
          columns={columns}
          rowCount={versions.length}
          rowAt={index => versions[index]}
          rowKey={index => String(versions[index]?.version ?? index)}
          selected={selected < 0 ? versions.length - 1 : selected}
          onSelect={index => withVersion(index, props.onChoose)}
          onOpen={index => withVersion(index, props.onOpen)}
          onMenu={(index, place) => withVersion(index, version => props.onMenu(version, place))}
          onRange={(_, last) => setEnd(last)}
          minWidth={640}
        />
      </div>
      <output className={classes.foundStatus}>
        {reached === null
          ? `${formatCount(versions.length)} of ${formatCount(head + 1n)} versions match`
          : isFetchingNextPage
            ? `${formatCount(versions.length)} found, looking below v${formatCount(reached)} …`
            : `${formatCount(versions.length)} found down to v${formatCount(reached)}; scroll for more`}
      </output>
    </div>
  )

  function withVersion(index: number, act: (version: bigint) => void): void {
    const found = versions[index]
    if (found) act(found.version)
  }
}
