import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useHead } from '../api/changes.ts'
import { useConnection } from '../api/client.ts'
import { fractionOf, useRun } from '../api/import-run.ts'
import { infoQuery, tableQuery } from '../api/queries.ts'
import { formatDuration } from '../ui/format.ts'
import classes from './status-bar.module.css'

/** How things stand: the connection, the server, what is running, the head of the table at hand. */
export function StatusBar(): ReactNode {
  const connection = useConnection()
  const { data: info, error } = useQuery(infoQuery)
  const isUp = connection.kind === 'open' && !error
  const server = info?.server
  return (
    <footer className={classes.bar} data-region="status" tabIndex={-1}>
      <span className={classes.item}>
        <span className={classes.dot} data-state={isUp ? 'up' : connection.kind === 'connecting' ? 'wait' : 'down'} />
        {stateText(connection.kind, error !== null)}
      </span>
      {server ? (
        <>
          <span className={classes.item} title="Time of a round trip to the database">
            {formatRoundTrip(server.roundTripMs)}
          </span>
          <span className={classes.item} title={server.label}>
            PostgreSQL {server.version}
          </span>
          <span className={classes.item} title={`User ${server.user}, schema ${server.schema}`}>
            {server.embedded ? 'built-in server' : `${server.user}@${server.label}`} · {server.database}
            {server.schema === 'public' ? '' : `.${server.schema}`}
          </span>
        </>
      ) : null}
      <span className={classes.space} />
      <RunningImport />
      <CurrentHead />
      {info ? <span className={classes.item}>Deltadesk {info.version}</span> : null}
    </footer>
  )
}

function RunningImport(): ReactNode {
  const run = useRun()
  if (run.kind !== 'running') return null
  const fraction = fractionOf(run.progress)
  return (
    <Link to="/import" className={classes.run}>
      {run.source.kind === 'sample' ? 'Making a sample table' : 'Importing'}
      <progress className={classes.progress} value={fraction} aria-label="Progress of the import" />
    </Link>
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

function stateText(kind: ReturnType<typeof useConnection>['kind'], hasFailed: boolean): string {
  switch (kind) {
    case 'open':
      return hasFailed ? 'database not reachable' : 'connected'
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
