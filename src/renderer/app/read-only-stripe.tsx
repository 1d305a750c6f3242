import { IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { infoQuery } from '../api/queries.ts'
import classes from './read-only-stripe.module.css'

const REASONS = {
  chosen: 'this connection was opened so; nothing on it can change the log',
  server: 'the server is a standby or takes no writes',
} as const

/** Across the whole window and in words: what is shown here cannot be changed from here. */
export function ReadOnlyStripe(): ReactNode {
  const { data: info } = useQuery(infoQuery)
  const server = info?.server
  if (!server?.readOnly) return null
  return (
    <output className={classes.stripe}>
      <span className={classes.word}>
        <IconLock size={13} stroke={2} aria-hidden="true" />
        READ-ONLY
      </span>
      <span className={classes.reason}>
        {server.embedded ? 'built-in server' : server.label} · {server.database} · {REASONS[server.readOnly]}
      </span>
    </output>
  )
}
