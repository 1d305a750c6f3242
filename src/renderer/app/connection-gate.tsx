import { Button } from '@mantine/core'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import type { ConnectionSummary, OpenAnswer } from '../../shared/contract/connections.ts'
import { client } from '../api/client.ts'
import { useConnections, usePageConnection } from '../api/connections.ts'
import { readFailure } from '../api/failure.ts'
import { pageConnectionId } from '../api/page-connection.ts'
import { Empty } from '../ui/empty.tsx'
import { ErrorCard } from '../ui/error-card.tsx'
import { Loading } from '../ui/loading.tsx'
import { HostKeyForm } from './host-key-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { SchemaMissing } from './schema-missing.tsx'

/** Screens about the program and not about one log. */
const OPEN_TO_ALL = /^\/(connections|settings)(\/|$)/

/**
 * Stands before every screen of a log: opens the connection of the page where it is closed, asks for what is missing, and
 * shows the screen once it is open. It stays open while the server is away, so that nothing on the screen is lost.
 */
export function ConnectionGate({ children }: { readonly children: ReactNode }): ReactNode {
  const { pathname } = useLocation()
  const { value } = useConnections()
  const connection = usePageConnection()
  if (OPEN_TO_ALL.test(pathname) || connection?.state.kind === 'open') return children
  if (connection !== undefined) return <Opening key={connection.profile.id} connection={connection} />
  if (value === undefined) return pageConnectionId === undefined ? children : <Loading what="the connections" />
  return (
    <Empty
      title="There is no such connection"
      actions={
        <Button component={Link} to="/connections">
          All connections
        </Button>
      }
    >
      The address names a connection that was removed, or is one of another machine.
    </Empty>
  )
}

interface Given {
  readonly password?: string
  readonly of?: string
  readonly acceptHostKey?: string
}

type Missing = Exclude<OpenAnswer, { readonly kind: 'open' }>

function Opening({ connection }: { readonly connection: ConnectionSummary }): ReactNode {
  const { id, name } = connection.profile
  const navigate = useNavigate()
  const [missing, setMissing] = useState<Missing>()
  const open = useCallback(
    async (given: Given = {}) => {
      setMissing(undefined)
      const answer = await client.connections
        .open({ id, ...given })
        .catch((error: unknown): Missing => unexpected(readFailure(error).detail))
      if (answer.kind !== 'open') setMissing(answer)
    },
    [id],
  )
  useEffect(() => {
    void open()
  }, [open])
  switch (missing?.kind) {
    case undefined:
      return <Loading what={`${name}: ${connection.place}`} />
    case 'password-needed':
      return (
        <PasswordForm
          key={missing.of}
          connection={connection}
          asked={missing}
          onPassword={password => void open({ password, of: missing.of })}
        />
      )
    case 'host-key-unknown':
      return <HostKeyForm answer={missing} onAccept={acceptHostKey => void open({ acceptHostKey })} />
    case 'schema-missing':
      return <SchemaMissing connection={connection} missing={missing} onAnswer={setMissing} />
    case 'failed':
      return (
        <ErrorCard
          title={`${name} could not be opened`}
          detail={missing.failure.message}
          state={missing.failure.fix ?? undefined}
          facts={{ Step: missing.failure.step, SQLSTATE: missing.failure.sqlState ?? undefined }}
          onRetry={() => void open()}
          actions={
            <Button variant="default" onClick={() => void navigate({ to: '/connections', search: { edit: id } })}>
              Look at the connection
            </Button>
          }
        />
      )
  }
}

function unexpected(message: string): Missing {
  return { kind: 'failed', failure: { step: 'open', message, fix: null, sqlState: null } }
}
