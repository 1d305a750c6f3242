import { useQueryClient } from '@tanstack/react-query'
import type { Note } from '../../../shared/contract/histories.ts'
import { client } from '../../api/client.ts'
import { notify } from '../../app/notice.tsx'

export interface NoteChange {
  readonly version: bigint
  readonly bookmarked: boolean
  readonly note: string
  /** The note as the reader saw it. */
  readonly seen: Note | undefined
}

/** Writes a note and reads the notes again; says why where it was not written. True where it was. */
export function useWriteNote(tableId: string): (change: NoteChange) => Promise<boolean> {
  const queryClient = useQueryClient()
  return async ({ version, bookmarked, note, seen }) => {
    try {
      const outcome = await client.notes.write({ tableId, version, bookmarked, note, seen: seen?.changedAt ?? null })
      if (outcome.kind === 'written') return true
      notify(`Somebody else has changed the note of v${version}; here is theirs`)
    } catch {
      notify(`The note of v${version} could not be written`)
    } finally {
      void queryClient.invalidateQueries({ queryKey: ['table', tableId, 'notes'] })
    }
    return false
  }
}
