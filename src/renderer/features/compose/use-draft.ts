import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { KeptDraft } from '../../../shared/contract/kept-draft.ts'
import { client } from '../../api/client.ts'
import { createDraftKeeper, type DraftKeeper, type Keeping } from './draft-keeper.ts'

/** A draft as the program knows it, and whether the browser holds something newer. */
export interface OpenedDraft {
  readonly draft: KeptDraft
  readonly isAhead: boolean
}

export interface DraftState {
  readonly draft: KeptDraft
  readonly keeping: Keeping
  readonly keeper: DraftKeeper
  change(changes: Partial<Omit<KeptDraft, 'draftId' | 'tableId' | 'revision' | 'madeAtMs' | 'editedAtMs'>>): void
}

/** A draft that is kept in the program's data folder as it changes. */
export function useDraft({ draft: initial, isAhead }: OpenedDraft): DraftState {
  const [draft, setDraft] = useState(initial)
  const [keeper] = useState(() => createDraftKeeper(initial, keep, localStorage))
  const keeping = useSyncExternalStore(keeper.subscribe, keeper.state)
  const noted = useRef(isAhead || initial.revision === 0 ? undefined : initial)

  useEffect(() => {
    if (noted.current === draft) return
    noted.current = draft
    keeper.note(draft)
  }, [draft, keeper])
  useEffect(() => () => keeper.close(), [keeper])

  const change = useCallback<DraftState['change']>(changes => {
    setDraft(before => ({ ...before, ...changes, editedAtMs: Date.now() }))
  }, [])
  return { draft, keeping, keeper, change }
}

function keep(draft: KeptDraft) {
  return client.drafts.keep(draft)
}
