import { useCallback, useEffect, useState } from 'react'
import { type KeptDraft, LARGE_TEXT_CHARACTERS } from './draft.ts'
import { keepDraft } from './draft-store.ts'

const LARGE_KEEP_DELAY_MS = 600

export interface DraftState {
  readonly draft: KeptDraft
  /** False where the browser's storage refused the draft: a reload would lose it. */
  readonly isKept: boolean
  /** Changes the draft and keeps it before anything else happens. */
  change(changes: Partial<Omit<KeptDraft, 'draftId' | 'tableId' | 'madeAtMs' | 'editedAtMs'>>): void
}

/** A draft that is kept in the browser's storage as it changes. */
export function useDraft(initial: KeptDraft): DraftState {
  const [draft, setDraft] = useState(initial)
  const [isKept, setIsKept] = useState(true)

  useEffect(() => {
    if (draft.text.length <= LARGE_TEXT_CHARACTERS) return setIsKept(keepDraft(localStorage, draft))
    const timer = setTimeout(() => setIsKept(keepDraft(localStorage, draft)), LARGE_KEEP_DELAY_MS)
    return () => clearTimeout(timer)
  }, [draft])

  const change = useCallback<DraftState['change']>(changes => {
    setDraft(before => ({ ...before, ...changes, editedAtMs: Date.now() }))
  }, [])
  return { draft, isKept, change }
}
