import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { readFailure } from '../../api/failure.ts'
import { overviewQuery } from '../../api/history-queries.ts'
import { NeedsGrant } from '../../app/needs-grant.tsx'
import { BUCKETS } from './history-course.tsx'

export interface LeftOutProps {
  readonly tableId: string
  /** Why the notes could not be read. */
  readonly notesError: Error | null
  readonly isDue: boolean
}

/** What a history does without because the database user may not read it; nothing for who may read all. */
export function LeftOut({ tableId, notesError, isDue }: LeftOutProps): ReactNode {
  const { data: overview } = useQuery({ ...overviewQuery(tableId, BUCKETS), enabled: isDue })
  const notes = notesError ? readFailure(notesError).relation : undefined
  return (
    <>
      {overview?.needs ? <NeedsGrant relation={overview.needs} what="Publishing states and checkpoints are" /> : null}
      {notes ? <NeedsGrant relation={notes} what="Notes and bookmarks are" /> : null}
    </>
  )
}
