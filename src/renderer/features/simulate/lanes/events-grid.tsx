import { TextInput } from '@mantine/core'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { RunReport } from '../../../../shared/contract/simulations.ts'
import { useGridKeys } from '../../../app/use-grid-keys.ts'
import { formatCount } from '../../../ui/format.ts'
import { type GridColumn, type GridHandle, VirtualGrid } from '../../../ui/virtual-grid.tsx'
import { isSpan, type RunEvent, type RunRecord } from '../run-record.ts'
import { eventText, formatMs, versionText } from '../words.ts'
import { LOOK_OF, LOOKS, MARK_LOOKS } from './lane-shapes.ts'
import classes from './lanes.module.css'
import type { RunCursor } from './lanes-pane.tsx'

export interface EventsGridProps {
  readonly report: RunReport
  readonly record: RunRecord
  readonly revision: number
  readonly skipped: number
  readonly cursor: RunCursor
  readonly onCursor: (cursor: RunCursor) => void
}

/** The lanes as a list: every event in the order in which it ended, narrowed by words. */
export function EventsGrid({ report, record, revision, skipped, cursor, onCursor }: EventsGridProps): ReactNode {
  const [filter, setFilter] = useState('')
  const grid = useRef<GridHandle>(null)
  const { writers } = report
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record grows with its revision
  const shown = useMemo(() => filtered(record.events, filter, writers), [record, revision, filter, writers])
  const columns = useMemo(() => columnsFor(writers), [writers])
  const selected = useMemo(() => (cursor.event ? shown.indexOf(cursor.event) : -1), [shown, cursor.event])
  const choose = (index: number) => {
    const event = shown[index]
    if (event) onCursor({ atMs: event.atMs, event })
  }
  useGridKeys(grid)
  return (
    <div className={classes.events}>
      <div className={classes.filter}>
        <TextInput
          aria-label="Filter the events"
          placeholder="Filter: a writer, waits, commits, v12 …"
          value={filter}
          onChange={event => setFilter(event.currentTarget.value)}
        />
        <span className={classes.filterNote}>{countText(shown.length, record.events.length, report, skipped)}</span>
      </div>
      <div className={classes.eventGrid}>
        <VirtualGrid
          label="Events of the run"
          handle={grid}
          columns={columns}
          rowCount={shown.length}
          rowAt={index => shown[index]}
          selected={selected}
          onSelect={choose}
          minWidth={620}
        />
      </div>
    </div>
  )
}

function countText(shown: number, all: number, { dropped }: RunReport, skipped: number): string {
  const parts = [
    shown < all ? `${formatCount(shown)} of ${formatCount(all)} events` : `${formatCount(all)} events`,
    ...(skipped > 0 ? [`${formatCount(skipped)} more come when the run is over`] : []),
    ...(dropped > 0 ? [`${formatCount(dropped)} were not kept`] : []),
  ]
  return parts.join(' · ')
}

function filtered(events: readonly RunEvent[], filter: string, writers: readonly string[]): readonly RunEvent[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return events
  return events.filter(event => {
    const version = isSpan(event) ? event.believed : event.version
    const text = `${writers[event.writer] ?? ''} ${event.kind} ${eventText(event, writers)} v${version}`.toLowerCase()
    return words.every(word => text.includes(word))
  })
}

function columnsFor(writers: readonly string[]): readonly GridColumn<RunEvent>[] {
  return [
    {
      id: 'at',
      header: 'At',
      hint: 'Since the run began',
      width: '84px',
      align: 'end',
      cell: event => formatMs(event.atMs),
    },
    { id: 'writer', header: 'Writer', width: 'minmax(70px, 130px)', cell: event => writers[event.writer] ?? '' },
    {
      id: 'what',
      header: 'What',
      width: 'minmax(220px, 1fr)',
      cell: event => <What event={event} writers={writers} />,
    },
    {
      id: 'ms',
      header: 'Took',
      width: '80px',
      align: 'end',
      cell: event => (isSpan(event) ? formatMs(event.ms) : ''),
    },
    {
      id: 'commit',
      header: 'Commit',
      hint: 'Which of the writer’s commits, and the how-manieth attempt at it',
      width: '84px',
      cell: ({ commit, attempt }) => (commit === 0 ? '' : attempt > 1 ? `${commit}, try ${attempt}` : String(commit)),
    },
    {
      id: 'version',
      header: 'Version',
      hint: 'Of a step: the head that its writer believed in. Of a commit: the version that was made.',
      width: '92px',
      cell: event => {
        if (!isSpan(event)) return event.version === null ? '' : `made ${versionText(event.version)}`
        return event.believed === null ? '' : `sees ${versionText(event.believed)}`
      },
    },
  ]
}

function What({ event, writers }: { readonly event: RunEvent; readonly writers: readonly string[] }): ReactNode {
  const text = eventText(event, writers)
  const look = isSpan(event) ? LOOKS[LOOK_OF[event.kind]] : undefined
  return (
    <span className={classes.eventKind} title={text}>
      {look ? (
        <svg width="10" height="9" aria-hidden="true">
          <rect width="10" height="9" rx="2" fill={`var(${look.token})`} fillOpacity={look.alpha} />
        </svg>
      ) : isSpan(event) ? null : (
        <span className={classes.sign} style={{ color: `var(${MARK_LOOKS[event.kind].token})` }} aria-hidden="true">
          {MARK_LOOKS[event.kind].sign}
        </span>
      )}
      {text}
    </span>
  )
}
