import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { parseMoment } from '../../../shared/history/moment.ts'
import { versionQuery } from '../../api/queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { parseVersion } from '../../app/search-params.ts'
import { ShownBefore } from '../../app/shown-before.tsx'
import { useTable } from '../../app/table-scope.tsx'
import { useLastGood } from '../../app/use-last-good.ts'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import { SnapshotAtTime } from './snapshot-at-time.tsx'
import { SnapshotDesk } from './snapshot-desk.tsx'

/** The table as it was at one version. `head` in the address follows the head; a time there leads to the version it had then. */
export function SnapshotScreen(): ReactNode {
  const table = useTable()
  const { version: text, tab } = useParams({ from: '/t/$name/at/$version/$tab' })
  const version = text === 'head' ? table.head : parseVersion(text)
  const timeMs = version === undefined ? parseMoment(text, Date.now()) : undefined
  const exists = version !== undefined && version >= 0n && version <= table.head
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...versionQuery(table.tableId, version ?? 0n),
    enabled: exists,
    placeholderData: keepPreviousData,
  })
  const shown = useLastGood(table.tableId, data)

  if (timeMs !== undefined) return <SnapshotAtTime table={table} timeMs={timeMs} tab={tab} />
  if (!exists) {
    return (
      <Empty
        title={version === undefined ? `“${text}” is not a version` : `There is no version ${version} yet`}
        actions={
          table.head < 0n ? null : (
            <Button
              renderRoot={props => (
                <Link
                  to="/t/$name/at/$version/$tab"
                  params={{ name: table.name, version: `${table.head}`, tab: 'files' }}
                  {...props}
                />
              )}
            >
              Look at the head, v{`${table.head}`}
            </Button>
          )
        }
      >
        {table.head < 0n ? `${table.name} has no commit yet.` : `The head of ${table.name} is v${table.head}.`}
      </Empty>
    )
  }
  if (shown) {
    return (
      <ShownBefore wanted={`v${version}`} shown={`v${shown.version}`} error={data ? null : error} onRetry={refetch}>
        <SnapshotDesk
          key={table.tableId}
          table={table}
          summary={shown}
          version={version}
          isStale={isPlaceholderData || !data}
        />
      </ShownBefore>
    )
  }
  if (error) return <FailureCard error={error} onRetry={refetch} />
  return <Loading what={`v${version} of ${table.name}`} />
}
