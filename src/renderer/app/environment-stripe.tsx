import { IconLock, IconLockOpen } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ConnectionSummary } from '../../shared/contract/connections.ts'
import { usePageConnection } from '../api/connections.ts'
import { infoQuery } from '../api/queries.ts'
import classes from './environment-stripe.module.css'
import { ENVIRONMENT_NAMES, LEVEL_NAMES } from './safety-words.ts'

const STANDBY = 'the server is a standby or takes no writes'

/** Across the whole window and in words: where one is, where that matters, and whether anything can be changed from here. */
export function EnvironmentStripe(): ReactNode {
  const connection = usePageConnection()
  const { data: info } = useQuery({ ...infoQuery, enabled: connection?.state.kind === 'open' })
  if (connection === undefined) return null
  const { environment, profile, place, state } = connection
  const level = state.kind === 'open' ? state.level : connection.level
  const isStandby = info?.server.readOnly === 'server'
  const isReadOnly = level === 'read-only' || isStandby
  if (environment === null && !isReadOnly) return null
  const Icon = isReadOnly ? IconLock : IconLockOpen
  return (
    <output className={classes.stripe} data-environment={environment ?? 'none'}>
      <span className={classes.word}>
        <Icon size={13} stroke={2} aria-hidden="true" />
        {environment === null ? '' : `${ENVIRONMENT_NAMES[environment].toUpperCase()} · `}
        {(isStandby ? 'Read-only' : LEVEL_NAMES[level]).toUpperCase()}
      </span>
      <span className={classes.reason}>
        {profile.name} · {place === profile.name ? '' : `${place} · `}
        {isStandby ? STANDBY : sentenceOf(connection)}
      </span>
    </output>
  )
}

function sentenceOf({ state, level }: ConnectionSummary): string {
  if (state.kind !== 'open') return level === 'read-only' ? 'opens read-only' : 'not open yet'
  if (state.level === 'read-only') return state.lockedBy ?? 'nothing on it can change the log'
  return state.elevatedUntil === null ? 'changes are made for real' : 'raised for a while; changes are made for real'
}
