import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef } from 'react'
import type { BlamedCommit } from '../../../shared/contract/blame.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { useNamedRow } from '../../app/use-named-row.ts'
import { Time } from '../../ui/values.tsx'
import { type GridColumn, type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import classes from './blame.module.css'

/** One event of a life as it is listed. */
export interface ShownEvent {
  readonly commit: BlamedCommit
  readonly sign: string
  readonly tone: 'added' | 'removed' | 'changed'
  readonly what: string
  readonly detail: string
}

export interface EventListProps {
  readonly table: string
  readonly label: string
  /** Oldest first. */
  readonly events: readonly ShownEvent[]
  /** How things stand after the last event. */
  readonly end: string
  readonly isComplete: boolean
}

const ROW_HEIGHT = 34

/** The events of a life from the first to the last; each leads to its commit. */
export function EventList({ table, label, events, end, isComplete }: EventListProps): ReactNode {
  const navigate = useNavigate()
  const grid = useRef<GridHandle>(null)
  const { selected, select } = useNamedRow(
    events.length,
    index => events[index] && `${events[index].commit.version}`,
    events.length - 1,
  )
  const columns = useMemo(() => eventColumns(table, events.length), [table, events.length])
  const version = events[selected]?.commit.version
  const before = version !== undefined && version > 0n ? version - 1n : undefined
  useGridKeys(grid)
  useKeys(
    version === undefined
      ? {}
      : {
          'version.open': () => open(selected),
          'version.snapshot': () =>
            void navigate({
              to: '/t/$name/at/$version/$tab',
              params: { name: table, version: `${version}`, tab: 'files' },
            }),
          'version.compare': () =>
            void navigate({
              to: '/t/$name/compare',
              params: { name: table },
              search: { a: `${before ?? version}`, b: 'head' },
            }),
        },
  )
  function open(index: number): void {
    const target = events[index]?.commit.version
    if (target === undefined) return
    void navigate({ to: '/t/$name/v/$version', params: { name: table, version: `${target}` } })
  }
  return (
    <div className={classes.list}>
      <p className={classes.lead}>
        {events.length === 1 ? '1 event' : `${events.length} events`} · {end}
        {isComplete ? '' : ' · there are more events than are shown'}
      </p>
      <VirtualGrid
        label={label}
        handle={grid}
        columns={columns}
        minWidth={640}
        rowHeight={ROW_HEIGHT}
        rowCount={events.length}
        rowAt={index => events[index]}
        selected={selected}
        onSelect={select}
        onOpen={open}
      />
    </div>
  )
}

function eventColumns(table: string, count: number): GridColumn<ShownEvent>[] {
  return [
    {
      id: 'rail',
      header: '',
      width: '40px',
      align: 'center',
      cell: ({ sign, tone }, index) => (
        <span
          className={classes.rail}
          data-first={index === 0 || undefined}
          data-last={index === count - 1 || undefined}
        >
          <span className={classes.dot} data-tone={tone}>
            {sign}
          </span>
        </span>
      ),
    },
    {
      id: 'version',
      header: 'Version',
      width: '84px',
      align: 'end',
      cell: ({ commit: { version } }) => (
        <Link
          to="/t/$name/v/$version"
          params={{ name: table, version: `${version}` }}
          className={classes.link ?? ''}
          tabIndex={-1}
        >
          v{`${version}`}
        </Link>
      ),
    },
    {
      id: 'what',
      header: 'What',
      width: 'minmax(158px, 0.5fr)',
      cell: ({ what }) => <b className={classes.what}>{what}</b>,
    },
    {
      id: 'detail',
      header: 'Details',
      width: 'minmax(150px, 1fr)',
      cell: ({ detail }) => <span title={detail}>{detail}</span>,
    },
    { id: 'operation', header: 'Operation', width: '136px', cell: ({ commit: { operation } }) => operation },
    { id: 'by', header: 'By', width: '110px', hideBelow: 760, cell: ({ commit: { committer } }) => committer },
    {
      id: 'when',
      header: 'Committed',
      width: '158px',
      hideBelow: 640,
      cell: ({ commit: { committedAt } }) => <Time at={committedAt} />,
    },
  ]
}
