import type { KeepAnswer } from '../../../shared/contract/draft-contract.ts'
import { type KeptDraft, printKeptDraft } from '../../../shared/contract/kept-draft.ts'
import { LARGE_TEXT_CHARACTERS } from '../../../shared/limits.ts'
import { type DraftStorage, dropDraft, keepDraft } from './draft-store.ts'

/** Where the newest words of a draft are safe. */
export type Keeping =
  | { readonly kind: 'kept' }
  /** On its way to the program's data folder. */
  | { readonly kind: 'keeping' }
  /** The program does not answer: the browser holds it, and it is tried again. */
  | { readonly kind: 'local' }
  /** Nobody holds it: a reload would lose it. */
  | { readonly kind: 'nowhere' }
  /** Somebody else has kept the draft since: nothing is overwritten before a person decides. */
  | { readonly kind: 'changed'; readonly draft: KeptDraft }
  | { readonly kind: 'gone' }

export interface DraftKeeper {
  state(): Keeping
  subscribe(listener: () => void): () => void
  /** Takes the draft as it is now; it is kept when the typing pauses or has gone on for a while. */
  note(draft: KeptDraft): void
  /** Keeps the draft before anything else happens, and tells where it is. */
  keepNow(draft: KeptDraft): Promise<Keeping>
  /** Keeps this draft over what somebody else has made of it. */
  overrule(draft: KeptDraft): Promise<Keeping>
  /** Keeps what still waits. */
  close(): void
}

const KEEP_AFTER_MS = 400
const KEEP_LARGE_AFTER_MS = 1_200
const RETRY_AFTER_MS = 2_000

/**
 * Brings a draft into the data folder as it changes, one call at a time. Until the program has it, a draft of a usual size
 * also stands in the browser's storage, written with every key.
 */
export function createDraftKeeper(
  first: Pick<KeptDraft, 'revision'>,
  keep: (draft: KeptDraft) => Promise<KeepAnswer>,
  storage: DraftStorage,
): DraftKeeper {
  const listeners = new Set<() => void>()
  let { revision } = first
  let keeping: Keeping = { kind: revision > 0 ? 'kept' : 'keeping' }
  let waiting: KeptDraft | undefined
  let working: Promise<void> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let isInBrowser = false

  function move(next: Keeping): void {
    keeping = next
    for (const listener of listeners) listener()
  }
  function isStopped(): boolean {
    return keeping.kind === 'changed' || keeping.kind === 'gone'
  }
  async function work(): Promise<void> {
    while (waiting && !isStopped()) {
      const draft: KeptDraft = { ...waiting, revision }
      waiting = undefined
      try {
        settle(draft, await keep(draft))
      } catch {
        // What the program did not answer to is tried again; the state says so until then.
        waiting ??= draft
        move({ kind: isInBrowser ? 'local' : 'nowhere' })
        timer ??= setTimeout(start, RETRY_AFTER_MS)
        return
      }
    }
  }
  function settle(draft: KeptDraft, answer: KeepAnswer): void {
    // An answer that was lost on its way: what is there is this draft.
    const isOurs = answer.kind === 'changed' && isSame(answer.draft, draft)
    if (answer.kind === 'kept' || isOurs) {
      revision = answer.kind === 'kept' ? answer.revision : answer.draft.revision
      if (waiting) return
      dropDraft(storage, draft.tableId, draft.draftId)
      move({ kind: 'kept' })
      return
    }
    waiting ??= draft
    move(answer)
  }
  function start(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    working ??= work().finally(() => {
      working = undefined
    })
    return working
  }
  function take(draft: KeptDraft): void {
    waiting = draft
    isInBrowser = draft.text.length <= LARGE_TEXT_CHARACTERS && keepDraft(storage, { ...draft, revision })
  }
  async function keepNow(draft: KeptDraft): Promise<Keeping> {
    take(draft)
    await start()
    // The call under way may have ended before it saw this draft.
    if (waiting === draft && !isStopped()) await start()
    return keeping
  }

  return {
    state: () => keeping,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    note(draft) {
      take(draft)
      if (isStopped()) return
      if (keeping.kind !== 'keeping') move({ kind: 'keeping' })
      timer ??= setTimeout(start, draft.text.length > LARGE_TEXT_CHARACTERS ? KEEP_LARGE_AFTER_MS : KEEP_AFTER_MS)
    },
    keepNow,
    overrule(draft) {
      if (keeping.kind === 'changed') revision = keeping.draft.revision
      if (keeping.kind === 'gone') revision = 0
      move({ kind: 'keeping' })
      return keepNow(draft)
    },
    close() {
      if (waiting && !isStopped()) void start()
    },
  }
}

function isSame(a: KeptDraft, b: KeptDraft): boolean {
  return printKeptDraft({ ...a, revision: 0 }) === printKeptDraft({ ...b, revision: 0 })
}
