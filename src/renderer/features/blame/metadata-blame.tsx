import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { BlameSubject, MetadataEvent } from '../../../shared/contract/blame.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { printColumn } from '../../../shared/delta/print-predicate.ts'
import { metadataHistoryQuery } from '../../api/blame-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import { EventList, type ShownEvent } from './event-list.tsx'

export interface MetadataBlameProps {
  readonly table: TableSummary
  /** The newest version that is looked at: there the column has its name. */
  readonly version: bigint
  readonly subject: BlameSubject
}

/** The life of one column, through its renames, or of one property. */
export function MetadataBlame({ table, version, subject }: MetadataBlameProps): ReactNode {
  const { data, error, refetch } = useQuery(metadataHistoryQuery(table.tableId, version, subject))
  const name = subject.kind === 'column' ? printColumn(subject.path) : subject.key
  if (!data) {
    return error ? <FailureCard error={error} onRetry={refetch} /> : <Loading what={`the history of ${name}`} />
  }
  if (data.events.length === 0) {
    return (
      <Empty title={`Up to v${version} there never was a ${subject.kind} ${name}`}>
        {subject.kind === 'column'
          ? 'A column is found by the name that it has at that version, or had when it was removed.'
          : 'It has its default: no version set it.'}
      </Empty>
    )
  }
  return (
    <EventList
      table={table.name}
      label={`Life of ${name}`}
      events={data.events.map(shown)}
      end={version === table.head ? `So it is at the head, v${version}` : `So it was at v${version}`}
      isComplete={data.isComplete}
    />
  )
}

const WORDS = {
  added: 'Added',
  removed: 'Removed',
  renamed: 'Renamed',
  type: 'Type changed',
  nullability: 'Nulls',
  moved: 'Moved',
  comment: 'Comment changed',
  metadata: 'Metadata changed',
  value: 'Value changed',
} as const satisfies Record<MetadataEvent['change'], string>

function shown({ commit, change, key, from, to }: MetadataEvent): ShownEvent {
  const values = [from, to].filter(value => value !== null)
  return {
    commit,
    sign: change === 'added' ? '+' : change === 'removed' ? '−' : '~',
    tone: change === 'added' ? 'added' : change === 'removed' ? 'removed' : 'changed',
    what: WORDS[change],
    detail: [change === 'metadata' ? `${key}: ` : '', values.join(' → ')].join(''),
  }
}
