import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { FailureCard } from '../../app/failure-card.tsx'
import { useMarks } from '../../app/marks.ts'
import { formatCount } from '../../ui/format.ts'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import classes from './history.module.css'
import type { VersionRange } from './history-address.ts'
import { historyColumns } from './history-columns.tsx'
import type { ListProps } from './list-props.ts'
import { useFollowedHead } from './use-followed-head.ts'
import { useHistoryRows } from './use-history-rows.ts'
import { useNotes } from './use-notes.ts'

const ROWS_AT_FIRST = 60n

export interface VersionListProps extends ListProps {
  /** Nothing outside of it is listed. */
  readonly range: VersionRange | undefined
  readonly onSight: (sight: VersionRange) => void
  /** The first rows are shown. */
  readonly onBegun: () => void
}

/**
 * Every version, newest first. Versions have no gaps, so a row's place follows from its number and any place can be
 * gone to without reading what lies between.
 */
export function VersionList(props: VersionListProps): ReactNode {
  const { table, grid, chosen, range, onSight, onBegun } = props
  const { tableId, name } = table
  const first = table.firstVersion ?? 0n
  const [inSight, setInSight] = useState({ from: 0, to: 0 })
  const head = useFollowedHead(table.head, inSight.from === 0)
  const top = range && range.to < head.shown ? range.to : head.shown
  const bottom = range && range.from > first ? range.from : first
  const selected = chosen ?? top
  const start = useRef(selected).current

  const indexOf = (version: bigint) => Number(top - version)
  const versionAt = (index: number) => top - BigInt(index)
  const newest = inSight.to === 0 ? min(top, start + ROWS_AT_FIRST) : versionAt(inSight.from)
  const oldest = inSight.to === 0 ? max(bottom, start - ROWS_AT_FIRST) : max(bottom, versionAt(inSight.to))
  const rows = useHistoryRows(tableId, newest, oldest)
  const { isBegun } = rows
  const { notes } = useNotes(tableId, oldest, newest, isBegun)
  const marks = useMarks(tableId)
  const columns = useMemo(
    () => historyColumns({ name, head: table.head, first, marks, notes }),
    [name, table.head, first, marks, notes],
  )
  const tellSight = useEffectEvent(onSight)
  useEffect(() => tellSight({ from: oldest, to: newest }), [oldest, newest])
  const tellBegun = useEffectEvent(onBegun)
  useEffect(() => {
    if (isBegun) tellBegun()
  }, [isBegun])
  useScrollToChosen(chosen, inSight, indexOf, index => grid.current?.scrollTo(index, 'center'))

  if (rows.error) return <FailureCard error={rows.error} onRetry={rows.retry} />
  const behind = top === head.shown ? head.behind : 0n
  return (
    <>
      <VirtualGrid
        label={`Versions of ${name}, newest first`}
        handle={grid}
        columns={columns}
        rowCount={Math.max(0, Number(top - bottom) + 1)}
        rowAt={index => rows.rowOf(versionAt(index))}
        rowKey={index => String(versionAt(index))}
        selected={indexOf(selected)}
        onSelect={index => props.onChoose(versionAt(index))}
        onOpen={index => props.onOpen(versionAt(index))}
        onMenu={(index, place) => props.onMenu(versionAt(index), place)}
        onRange={(from, to) => setInSight(before => (before.from === from && before.to === to ? before : { from, to }))}
        initialIndex={indexOf(start)}
        minWidth={640}
      />
      {behind > 0n ? (
        <button
          type="button"
          className={classes.pill}
          onClick={() => {
            head.catchUp()
            props.onChoose(table.head)
            grid.current?.scrollTo(0)
          }}
        >
          ↑ {formatCount(behind)} new {behind === 1n ? 'version' : 'versions'}
        </button>
      ) : null}
    </>
  )
}

/** A version that was chosen elsewhere is brought into sight; one that the list itself has moved to is there already. */
function useScrollToChosen(
  chosen: bigint | undefined,
  { from, to }: { readonly from: number; readonly to: number },
  indexOf: (version: bigint) => number,
  scrollTo: (index: number) => void,
): void {
  const follow = useEffectEvent((version: bigint) => {
    const index = indexOf(version)
    if (to > 0 && (index < from || index > to)) scrollTo(index)
  })
  useEffect(() => {
    if (chosen === undefined) return
    const frame = requestAnimationFrame(() => follow(chosen))
    return () => cancelAnimationFrame(frame)
  }, [chosen])
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
