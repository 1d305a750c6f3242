import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { FileEvent } from '../../../shared/contract/blame.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { Action } from '../../../shared/delta/actions.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { logicalRows } from '../../../shared/delta/stats.ts'
import { fileHistoryQuery } from '../../api/blame-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { EventList, type ShownEvent } from './event-list.tsx'

const WORDS = {
  added: { sign: '+', what: 'Added' },
  removed: { sign: '−', what: 'Removed' },
  refreshed: { sign: '≈', what: 'Described anew' },
  'deletion-vector': { sign: '≈', what: 'Rows deleted in place' },
  'removed-nothing': { sign: '·', what: 'Removed, though it was not live' },
} as const satisfies Record<FileEvent['kind'], { readonly sign: string; readonly what: string }>

/** The life of one path through the commits that name it. */
export function FileBlame({ table, path }: { readonly table: TableSummary; readonly path: string }): ReactNode {
  const { data, error, refetch } = useQuery(fileHistoryQuery(table.tableId, path, table.head))
  if (!data) {
    return error ? (
      <FailureCard error={error} onRetry={refetch} />
    ) : (
      <Loading what="a look at every file that the table ever had" />
    )
  }
  if (data.events.length === 0) {
    return (
      <Empty title="No version names this path">
        Paths are compared as they are written in the log: an encoded character and its plain spelling are two paths.
      </Empty>
    )
  }
  const events = data.events.map(
    (event): ShownEvent => ({
      commit: event.commit,
      ...WORDS[event.kind],
      tone: toneOf(event.kind),
      detail: detailOf(event),
    }),
  )
  return (
    <EventList
      table={table.name}
      label={`Life of ${path}`}
      events={events}
      end={data.isLive ? `Live at the head, v${table.head}` : 'Not live at the head'}
      isComplete={data.isComplete}
    />
  )
}

function toneOf(kind: FileEvent['kind']): ShownEvent['tone'] {
  if (kind === 'added') return 'added'
  return kind === 'removed' ? 'removed' : 'changed'
}

/** `260 MB, 771,204 rows, 12 of them hidden by a deletion vector`. */
function detailOf({ lines }: FileEvent): string {
  const actions = lines.flatMap(readAction)
  const add = actions.find(action => action.kind === 'add')
  if (!add) {
    const remove = actions.find(action => action.kind === 'remove')
    return remove?.kind === 'remove' && !remove.dataChange ? 'its rows live on in other files (dataChange false)' : ''
  }
  const rows = logicalRows(add)
  const hidden = add.deletionVector?.cardinality
  return [
    formatBytes(add.size),
    rows === undefined ? 'rows unknown' : `${formatCount(rows)} rows`,
    hidden === undefined ? '' : `a deletion vector hides ${formatCount(hidden)}`,
    add.dataChange ? '' : 'the same rows as other files held before (dataChange false)',
  ]
    .filter(Boolean)
    .join(' · ')
}

function readAction(line: string): Action[] {
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' ? [parsed.value.action] : []
}
