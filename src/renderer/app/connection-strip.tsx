import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { connection, useConnection } from '../api/client.ts'
import { usePageConnection } from '../api/connections.ts'
import { readFailure } from '../api/failure.ts'
import { infoQuery } from '../api/queries.ts'
import { formatTime } from '../ui/format.ts'
import { Strip } from '../ui/strip.tsx'
import { refreshAll } from './refresh.ts'

/** Says that what is shown may be old, why, and what happens next; nothing while all is well. */
export function ConnectionStrip(): ReactNode {
  const state = useConnection()
  const info = useQuery(infoQuery)
  const summary = usePageConnection()
  if (state.kind === 'lost') {
    return (
      <Strip tone="warning" action={<RetryButton />}>
        {state.since === undefined
          ? 'The program does not answer'
          : `Connection lost at ${formatTime(state.since).slice(11)} · what is shown is from before`}{' '}
        · <Countdown until={state.retryAt} />
      </Strip>
    )
  }
  const health = summary?.state.kind === 'open' ? summary.state.health : undefined
  if (health?.kind === 'lost') {
    return (
      <Strip
        tone="warning"
        action={
          <Button size="compact-xs" variant="default" onClick={refreshAll}>
            Try now
          </Button>
        }
      >
        The server was lost at {formatTime(health.since).slice(11)} · {health.reason.replace(/\.$/, '')} · what is shown
        is from before · <Countdown until={health.retryAt} />
      </Strip>
    )
  }
  const failure = info.error ? readFailure(info.error) : undefined
  if (failure?.kind !== 'database') return null
  return (
    <Strip
      tone="warning"
      action={
        <Button size="compact-xs" variant="default" onClick={refreshAll}>
          Try now
        </Button>
      }
    >
      The database cannot be reached · {failure.detail} · what is shown is from before
    </Strip>
  )
}

function RetryButton(): ReactNode {
  return (
    <Button size="compact-xs" variant="default" onClick={() => connection.retryNow()}>
      Reconnect now
    </Button>
  )
}

function Countdown({ until }: { readonly until: number }): ReactNode {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.ceil((until - now) / 1_000)
  // Hidden from a screen reader, which would read out every second of it.
  return <span aria-hidden="true">{seconds > 0 ? `reconnecting in ${seconds} s` : 'reconnecting'}</span>
}
