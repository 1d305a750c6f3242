import type { ReactNode } from 'react'
import { readFailure } from '../api/failure.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { useGrant } from './needs-grant.tsx'

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
  const grant = useGrant(failure.relation)
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
