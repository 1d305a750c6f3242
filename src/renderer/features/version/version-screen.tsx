import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { versionQuery } from '../../api/queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { parseVersion } from '../../app/search-params.ts'
import { ShownBefore } from '../../app/shown-before.tsx'
import { useTable } from '../../app/table-scope.tsx'
import { useLastGood } from '../../app/use-last-good.ts'
import { Loading } from '../../ui/loading.tsx'
import { VersionDesk } from './version-desk.tsx'
import { VersionMissing } from './version-missing.tsx'

/** One version of a table: what was done, by whom, and every action of it. */
export function VersionScreen(): ReactNode {
  const table = useTable()
  const { version: text } = useParams({ from: '/t/$name/v/$version' })
  const version = parseVersion(text)
  const exists = version !== undefined && version <= table.head
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...versionQuery(table.tableId, version ?? 0n),
    enabled: exists,
    // The version before stays, dimmed, until the next one is here: walking does not flicker.
    placeholderData: (before, query) => (query?.queryKey[1] === table.tableId ? before : undefined),
  })
  const shown = useLastGood(table.tableId, data)

  if (!exists) return <VersionMissing table={table} version={version} text={text} />
  if (shown) {
    return (
      <ShownBefore wanted={`v${version}`} shown={`v${shown.version}`} error={data ? null : error} onRetry={refetch}>
        <VersionDesk key={table.tableId} table={table} summary={shown} isStale={isPlaceholderData || !data} />
      </ShownBefore>
    )
  }
  if (error) return <FailureCard error={error} onRetry={refetch} />
  return <Loading what={`v${version} of ${table.name}`} />
}
