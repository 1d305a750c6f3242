import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useHead } from '../api/changes.ts'
import { useConnection } from '../api/client.ts'
import { usePageConnection } from '../api/connections.ts'
import { infoQuery, tableQuery } from '../api/queries.ts'
import { fractionOf, isActive, useTasks } from '../api/tasks.ts'
import { formatDuration } from '../ui/format.ts'
import { chordText } from '../ui/keys.tsx'
import { keysOf } from './keymap.ts'
import { MirrorStatus } from './mirror-status.tsx'
import classes from './status-bar.module.css'
import { WayStatus } from './way-status.tsx'

/** How things stand: the connection, the server, what is running, the head of the table at hand. */
export function StatusBar({ onTasks }: { readonly onTasks: () => void }): ReactNode {
  const connection = useConnection()
  const { data: info, error } = useQuery(infoQuery)
  const summary = usePageConnection()
  const isClosed = summary !== undefined && summary.state.kind !== 'open'
  const health = summary?.state.kind === 'open' ? summary.state.health : undefined
  const isLost = error !== null || health?.kind === 'lost'
  const isUp = connection.kind === 'open' && !isLost && !isClosed
  const server = info?.server
  return (
    <footer className={classes.bar} data-region="status" tabIndex={-1}>
      <span className={classes.item}>
        <span
          className={classes.dot}
          data-state={isUp ? 'up' : isClosed || connection.kind === 'connecting' ? 'wait' : 'down'}
        />
        {isClosed && connection.kind === 'open' ? 'not open' : stateText(connection.kind, isLost)}
      </span>
      {server ? (
        <>
          {isLost ? null : (
            <span className={classes.item} title="Time of a round trip to the database">
              {formatRoundTrip(health?.kind === 'reachable' ? health.roundTripMs : server.roundTripMs)}
            </span>
          )}
          <span className={classes.item} title={server.label}>
            PostgreSQL {server.version}
          </span>
          <span className={classes.item} title={`User ${server.user}, schema ${server.schema}`}>
            {server.embedded ? 'built-in server' : `${server.user}@${server.label}`} · {server.database}
            {server.schema === 'public' ? '' : `.${server.schema}`}
          </span>
        </>
      ) : null}
      <WayStatus />
      <span className={classes.space} />
      <MirrorStatus />
      <TaskSummary onOpen={onTasks} />
      <CurrentHead />
      {info ? <span className={classes.item}>Deltadesk {info.version}</span> : null}
    </footer>
  )
}

/** What runs, and the way to the tasks; what wants an answer comes first. */
function TaskSummary({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const active = useTasks()?.filter(isActive) ?? []
  const shown = active.find(({ state }) => state === 'asking') ?? active[0]
  const label = `Tasks  ${chordText(keysOf('tasks.toggle'))}`
  return (
    <button type="button" className={`${classes.run} ${classes.tasks}`} title={label} onClick={onOpen}>
      {shown === undefined ? (
        'Tasks'
      ) : (
        <>
          <span className={classes.title}>{shown.title}</span>
          {shown.state === 'asking' ? 'waits for an answer' : null}
          {active.length > 1 ? `and ${active.length - 1} more` : ''}
          {shown.state === 'asking' ? null : (
            <progress
              className={classes.progress}
              value={fractionOf(shown)}
              aria-label={`Progress of ${shown.title}`}
            />
          )}
        </>
      )}
    </button>
  )
}

function CurrentHead(): ReactNode {
  const { name } = useParams({ strict: false })
  const { data } = useQuery({ ...tableQuery(name ?? ''), enabled: name !== undefined })
  const live = useHead(data?.tableId)
  if (!data) return null
  const head = live ?? data.head
  return (
    <span className={classes.item} title={`Head of ${data.name}`}>
      {head < 0n ? 'no version yet' : `head v${head}`}
    </span>
  )
}

function stateText(kind: ReturnType<typeof useConnection>['kind'], isLost: boolean): string {
  switch (kind) {
    case 'open':
      return isLost ? 'database not reachable' : 'connected'
    case 'connecting':
      return 'connecting'
    case 'lost':
      return 'connection lost'
    case 'signed-out':
      return 'not signed in'
  }
}

function formatRoundTrip(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : formatDuration(ms)
}
