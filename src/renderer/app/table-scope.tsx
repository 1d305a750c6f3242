import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext } from 'react'
import type { TableSummary } from '../../shared/contract/schemas.ts'
import { useHead } from '../api/changes.ts'
import { readFailure } from '../api/failure.ts'
import { tableQuery } from '../api/queries.ts'
import { Loading } from '../ui/loading.tsx'
import { FailureCard } from './failure-card.tsx'
import { useKeys } from './key-dispatch.ts'
import { RestrictionStrip } from './restriction-strip.tsx'

const TableContext = createContext<TableSummary | undefined>(undefined)

/** The table that the address names; only below a route of a table. Its `head` follows the live head. */
export function useTable(): TableSummary {
  const table = useContext(TableContext)
  if (!table) throw new Error('useTable is used outside of a table')
  return table
}

/** Reads the table of the address before any screen of it is shown. */
export function TableScope(): ReactNode {
  const { name } = useParams({ from: '/t/$name' })
  const { draft } = useSearch({ strict: false })
  const { data, error, refetch } = useQuery(tableQuery(name))
  const liveHead = useHead(data?.tableId)
  const navigate = useNavigate()
  useKeys(
    {
      'version.mirror': () => void navigate({ to: '/t/$name/mirror', params: { name } }),
      'version.commitFile': () => void navigate({ to: '/t/$name/commit-file', params: { name } }),
    },
    { fallback: true },
  )
  if (data) {
    const head = liveHead !== undefined && liveHead > data.head ? liveHead : data.head
    return (
      <TableContext value={head === data.head ? data : { ...data, head }}>
        <RestrictionStrip table={data} />
        <Outlet />
      </TableContext>
    )
  }
  if (!error) return <Loading what={`the table ${name}`} />
  if (readFailure(error).kind !== 'not-found') return <FailureCard error={error} onRetry={refetch} />
  // A draft outlives its table, and finds one that has another name now.
  if (draft !== undefined) return <Navigate to="/drafts/$draftId" params={{ draftId: draft }} replace />
  return (
    <FailureCard
      error={error}
      title={`There is no table “${name}”`}
      detail="It may have another name, or live in another database or schema than the one this page is connected to."
      actions={<Button renderRoot={props => <Link to="/tables" {...props} />}>All tables</Button>}
    />
  )
}
