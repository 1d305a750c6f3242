import { Button, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import type { Overview, TimelineLanes } from '../../../../shared/contract/histories.ts'
import type { TableSummary } from '../../../../shared/contract/schemas.ts'
import { overviewQuery } from '../../../api/history-queries.ts'
import { versionQuery } from '../../../api/queries.ts'
import { FailureCard } from '../../../app/failure-card.tsx'
import { useKeys } from '../../../app/key-dispatch.ts'
import { useLate } from '../../../app/use-late.ts'
import { cx } from '../../../ui/cx.ts'
import { formatCount } from '../../../ui/format.ts'
import { Loading } from '../../../ui/loading.tsx'
import canvasClasses from '../../../ui/time-canvas.module.css'
import { showing, type TimeView } from '../../../ui/time-view.ts'
import type { HistoryAddress, VersionRange } from '../history-address.ts'
import { overviewParts, partOf } from '../overview-parts.ts'
import classes from './timeline.module.css'
import { TimelineCanvas } from './timeline-canvas.tsx'
import { firstSince, SHAPES } from './timeline-shapes.ts'
import { type ReadTimeline, useTimeline } from './use-timeline.ts'

const OVERVIEW_BUCKETS = 240

export interface TimelineProps {
  readonly table: TableSummary
  readonly at: bigint
  readonly range: VersionRange | undefined
  readonly onChoose: (version: bigint) => void
  readonly onOpen: (version: bigint) => void
  readonly onSight: (sight: VersionRange) => void
  readonly onList: (range: VersionRange) => void
  /** Keeps lanes and zoom. */
  readonly address: HistoryAddress
}

/** The commits of a table on an axis of time, a lane for each who commits. */
export function Timeline(props: TimelineProps): ReactNode {
  const { table } = props
  const { data, error, refetch } = useQuery(overviewQuery(table.tableId, OVERVIEW_BUCKETS))
  if (data) return <TimelineOf {...props} overview={data} />
  return error ? <FailureCard error={error} onRetry={refetch} /> : <Loading what={`the commits of ${table.name}`} />
}

const LANES: readonly { readonly value: TimelineLanes; readonly label: string }[] = [
  { value: 'committer', label: 'By committer' },
  { value: 'operation', label: 'By operation' },
  { value: 'app', label: 'By application' },
]

function TimelineOf(props: TimelineProps & { readonly overview: Overview }): ReactNode {
  const { table, overview, at, range, onChoose, onOpen, onSight, onList, address } = props
  const bounds = boundsOf(overview)
  const [view, setView] = useState<TimeView>(() => address.span ?? (range ? viewOf(overview, range) : bounds))
  const lanes: TimelineLanes = LANES.find(({ value }) => value === address.lanes)?.value ?? 'committer'
  const late = useLate(({ fromMs, toMs }: TimeView) =>
    address.change({ span: { fromMs: Math.round(fromMs), toMs: Math.round(toMs) } }),
  )
  function look(next: TimeView): void {
    setView(next)
    late.tell(next)
  }
  const { read, error, retry } = useTimeline(table.tableId, view, bounds, lanes)
  const { data: selected } = useQuery(versionQuery(table.tableId, at))
  const atMs = selected?.version === at ? selected.committedAt : undefined
  const sight = read && versionsInView(read, view, overview)

  const show = useEffectEvent((timeMs: number) => setView(before => showing(before, bounds, timeMs)))
  useEffect(() => {
    if (atMs !== undefined) show(atMs)
  }, [atMs])
  const tellSight = useEffectEvent(onSight)
  const [from, to] = [sight?.from, sight?.to]
  useEffect(() => {
    if (from !== undefined && to !== undefined) tellSight({ from, to })
  }, [from, to])
  const step = (by: bigint) => {
    const next = at + by
    if (next >= overview.first && next <= table.head) onChoose(next)
  }
  useKeys({
    'version.older': () => step(-1n),
    'version.newer': () => step(1n),
    'row.next': () => step(-1n),
    'row.previous': () => step(1n),
    'row.first': () => onChoose(table.head),
    'row.last': () => onChoose(overview.first),
    'row.open': () => onOpen(at),
  })

  if (error && !read) return <FailureCard error={error} onRetry={retry} />
  const count = sight ? sight.to - sight.from + 1n : 0n
  return (
    <div className={classes.timeline}>
      {read && read.timeline.kind !== 'empty' ? (
        <TimelineCanvas
          label={`Commits of ${table.name} over time`}
          timeline={read.timeline}
          window={read.window}
          view={view}
          bounds={bounds}
          at={at}
          atMs={atMs}
          onView={look}
          onChoose={onChoose}
          onOpen={onOpen}
          onStep={step}
        />
      ) : (
        <Loading what="the commits of this stretch of time" />
      )}
      <footer className={cx(canvasClasses.foot, classes.foot)}>
        <SegmentedControl
          aria-label="Lanes"
          value={lanes}
          data={[...LANES]}
          onChange={next => address.change({ lanes: next })}
        />
        {read?.timeline.kind === 'cells' ? (
          <span>Too many commits to draw one by one: their number in each stretch. Zoom in to see each.</span>
        ) : (
          <ul className={canvasClasses.legend} aria-label="Colours">
            {SHAPES.slice(1, 5).map(({ name, token }) => (
              <li key={name}>
                <svg width="9" height="9" aria-hidden="true">
                  <rect width="9" height="9" rx="2" fill={`var(${token})`} />
                </svg>
                {name}
              </li>
            ))}
          </ul>
        )}
        <span className={classes.push} />
        {sight && count > 0n ? (
          <Button variant="default" onClick={() => onList(sight)}>
            List these {formatCount(count)}
          </Button>
        ) : null}
      </footer>
    </div>
  )
}

function boundsOf({ fromMs, toMs, first, head }: Overview): TimeView & { readonly commits: bigint } {
  const margin = Math.max(1_000, (toMs - fromMs) * 0.01)
  return { fromMs: fromMs - margin, toMs: toMs + margin, commits: head - first + 1n }
}

function viewOf(overview: Overview, range: VersionRange): TimeView {
  const parts = overviewParts(overview)
  const width = (overview.toMs - overview.fromMs) / parts.length
  const from = overview.fromMs + partOf(overview, range.from) * width
  return { fromMs: from, toMs: overview.fromMs + (partOf(overview, range.to) + 1) * width }
}

/** The versions in a view, as exactly as what was read tells. */
function versionsInView({ timeline }: ReadTimeline, view: TimeView, overview: Overview): VersionRange | undefined {
  if (timeline.kind === 'spans') {
    const from = timeline.first + BigInt(firstSince(timeline, view.fromMs))
    const to = timeline.first + BigInt(firstSince(timeline, view.toMs + 1)) - 1n
    return from <= to ? { from, to } : undefined
  }
  const parts = overviewParts(overview)
  const width = Math.max(1, (overview.toMs - overview.fromMs) / parts.length)
  const within = parts
    .filter(({ fromMs }) => fromMs + width >= view.fromMs && fromMs <= view.toMs)
    .flatMap(({ versions }) => versions ?? [])
  const [first, last] = [within[0], within.at(-1)]
  return first && last && { from: first.from, to: last.to }
}
