import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Note } from '../../../shared/contract/histories.ts'
import { notesQuery } from '../../api/history-queries.ts'

export type Notes = ReadonlyMap<bigint, Note>

const PAGE = 10_000n
const NONE: Notes = new Map()

export interface NotesRead {
  readonly notes: Notes
  readonly error: Error | null
}

/** Notes of the versions around a range, by version; read in wide pages, because notes are few, once they are due. */
export function useNotes(tableId: string, oldest: bigint, newest: bigint, isDue = true): NotesRead {
  const from = oldest < 0n ? 0n : (oldest / PAGE) * PAGE
  const to = newest < 0n ? PAGE - 1n : (newest / PAGE + 1n) * PAGE - 1n
  const { data, error } = useQuery({ ...notesQuery(tableId, from, to), enabled: isDue })
  const notes = useMemo(
    () => (data && data.length > 0 ? new Map(data.map(note => [note.version, note])) : NONE),
    [data],
  )
  return { notes, error }
}
