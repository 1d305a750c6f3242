import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { readFailure } from '../api/failure.ts'
import { infoQuery } from '../api/queries.ts'
import { ErrorCard } from '../ui/error-card.tsx'

export interface FailureCardProps {
  readonly error: unknown
  readonly title?: string
  readonly detail?: string
  readonly onRetry?: () => unknown
  readonly actions?: ReactNode
}

/** A failed read, told in the words of its kind. */
export function FailureCard({ error, title, detail, onRetry, actions }: FailureCardProps): ReactNode {
  const failure = readFailure(error)
  const { data: info } = useQuery({ ...infoQuery, enabled: failure.relation !== undefined })
  const grant =
    failure.relation && info
      ? `grant select on ${identifier(info.server.schema)}.${failure.relation} to ${identifier(info.server.user)};`
      : undefined
  return (
    <ErrorCard
      title={title ?? failure.title}
      detail={detail ?? failure.detail}
      state="Only reading failed; nothing was changed."
      facts={{ 'To read it': grant, SQLSTATE: failure.sqlState, Reference: failure.reference }}
      onRetry={onRetry && (() => void onRetry())}
      actions={actions}
    />
  )
}

/** A name as SQL takes it. */
function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
