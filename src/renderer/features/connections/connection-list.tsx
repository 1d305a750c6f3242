import { IconFolder, IconPencil } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ConnectionFolder, ConnectionSummary, ConnectionsEvent } from '../../../shared/contract/connections.ts'
import { ENVIRONMENT_NAMES, LEVEL_NAMES } from '../../app/safety-words.ts'
import classes from './connections.module.css'

export interface ConnectionListProps {
  readonly event: ConnectionsEvent
  readonly search: string
  readonly chosen: string | undefined
  readonly shownId: string
  readonly onChoose: (connection: ConnectionSummary) => void
  readonly onConnect: (connection: ConnectionSummary) => void
  readonly onFolder: (folder: ConnectionFolder) => void
}

/** All connections by their folders, each with how it stands. */
export function ConnectionList({ event, search, onFolder, ...rowProps }: ConnectionListProps): ReactNode {
  const words = search.trim().toLowerCase()
  const fitting = event.connections.filter(({ profile, place }) =>
    `${profile.name} ${place}`.toLowerCase().includes(words),
  )
  const groups = [
    { folder: undefined, connections: fitting.filter(({ profile }) => profile.folder === null) },
    ...event.folders.map(folder => ({
      folder,
      connections: fitting.filter(({ profile }) => profile.folder === folder.name),
    })),
  ]
  if (fitting.length === 0 && words !== '')
    return <p className={classes.none}>None of {event.connections.length} fits.</p>
  return groups.map(({ folder, connections }) => (
    <section key={folder?.name ?? ''} aria-label={folder?.name ?? 'Without a folder'}>
      {folder === undefined ? null : (
        <header className={classes.folder}>
          <IconFolder size={14} stroke={1.75} aria-hidden="true" />
          <span>{folder.name}</span>
          <small>{policyText(folder)}</small>
          <button type="button" aria-label={`Edit the folder ${folder.name}`} onClick={() => onFolder(folder)}>
            <IconPencil size={13} stroke={1.75} />
          </button>
        </header>
      )}
      <ul>
        {connections.map(connection => (
          <Row key={connection.profile.id} connection={connection} {...rowProps} />
        ))}
      </ul>
    </section>
  ))
}

interface RowProps extends Pick<ConnectionListProps, 'chosen' | 'shownId' | 'onChoose' | 'onConnect'> {
  readonly connection: ConnectionSummary
}

function Row({ connection, chosen, shownId, onChoose, onConnect }: RowProps): ReactNode {
  const { profile, place, environment, state } = connection
  const isChosen = profile.id === chosen
  return (
    <li>
      <button
        type="button"
        className={classes.row}
        data-chosen={isChosen}
        aria-pressed={isChosen}
        onClick={() => onChoose(connection)}
        onDoubleClick={() => onConnect(connection)}
      >
        <span className={classes.dot} data-state={dotOf(state)} title={stateText(state)} />
        <span className={classes.name}>
          {profile.name}
          <small>{place}</small>
        </span>
        {profile.id === shownId ? <span className={classes.here}>shown here</span> : null}
        {environment === null ? null : (
          <span className={classes.environment} data-environment={environment}>
            {ENVIRONMENT_NAMES[environment]}
          </span>
        )}
      </button>
    </li>
  )
}

/** How a connection stands, in a few words. */
export function stateText(state: ConnectionSummary['state']): string {
  switch (state.kind) {
    case 'closed':
      return 'not open'
    case 'opening':
      return 'opening'
    case 'failed':
      return state.failure.message
    case 'open':
      return state.health.kind === 'lost'
        ? `server lost: ${state.health.reason}`
        : `open, ${LEVEL_NAMES[state.level].toLowerCase()}, PostgreSQL ${state.server}, ${state.encryption}, ${state.health.roundTripMs.toFixed(1)} ms`
  }
}

function dotOf(state: ConnectionSummary['state']): string {
  return state.kind === 'open' && state.health.kind === 'lost' ? 'lost' : state.kind
}

function policyText({ environment, level }: ConnectionFolder): string {
  const parts = [environment && ENVIRONMENT_NAMES[environment], level && LEVEL_NAMES[level].toLowerCase()]
  return parts.filter(Boolean).join(' · ')
}
