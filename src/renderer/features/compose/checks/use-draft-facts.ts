import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useMemo, useState } from 'react'
import { LARGE_TEXT_CHARACTERS } from '../../../../shared/limits.ts'
import { type DraftFacts, readDraftText } from './read-draft-text.ts'
import { readInThread } from './read-in-thread.ts'

/** What is known of a text; `text` is the one that the facts are of, and older than the asked one while it is read. */
export interface ReadText {
  readonly text: string
  readonly facts: DraftFacts
  readonly isFresh: boolean
}

const PAUSE_MS = 400
const NOTHING_YET: DraftFacts = { issues: [], content: undefined }

/** Reads the text of a draft: at once where it is of a usual size, else beside the page when the typing pauses. */
export function useDraftFacts(text: string, expectedVersion: bigint): ReadText {
  const isLarge = text.length > LARGE_TEXT_CHARACTERS
  const own = useMemo(
    () => (isLarge ? undefined : readDraftText(text, expectedVersion)),
    [isLarge, text, expectedVersion],
  )
  const [settled] = useDebouncedValue(text, PAUSE_MS)
  const [answer, setAnswer] = useState<Omit<ReadText, 'isFresh'> & { readonly expectedVersion: bigint }>()
  useEffect(() => {
    if (settled.length <= LARGE_TEXT_CHARACTERS) return
    const abort = new AbortController()
    void readInThread({ text: settled, expectedVersion }, abort.signal).then(facts => {
      if (!abort.signal.aborted) setAnswer({ text: settled, expectedVersion, facts })
    })
    return () => abort.abort()
  }, [settled, expectedVersion])
  if (own) return { text, facts: own, isFresh: true }
  if (!answer) return { text: '', facts: NOTHING_YET, isFresh: false }
  const isFresh = answer.text === text && answer.expectedVersion === expectedVersion
  return { text: answer.text, facts: answer.facts, isFresh }
}
