import { type KeptDraft, parseKeptDraft, printKeptDraft } from '../../../shared/contract/kept-draft.ts'

/** The part of `localStorage` that drafts need. */
export interface DraftStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

const PREFIX = 'deltadesk.draft'

/** Drafts that the storage refused; they live as long as the page. */
const unkept = new Map<string, KeptDraft>()

/**
 * Keeps what the program has not kept yet, so that a page that is killed between two keys loses neither; `false` where the storage refuses it (full or switched off), so that the page
 * can say so.
 */
export function keepDraft(storage: DraftStorage, draft: KeptDraft): boolean {
  const key = keyOf(draft.tableId, draft.draftId)
  try {
    storage.setItem(key, printKeptDraft(draft))
    unkept.delete(key)
    return true
  } catch {
    unkept.set(key, draft)
    return false
  }
}

/** The kept draft, or `undefined` where there is none that this program can read. */
export function readDraft(storage: DraftStorage, tableId: string, draftId: string): KeptDraft | undefined {
  const key = keyOf(tableId, draftId)
  return unkept.get(key) ?? parseKeptDraft(storage.getItem(key) ?? '')
}

export function dropDraft(storage: DraftStorage, tableId: string, draftId: string): void {
  const key = keyOf(tableId, draftId)
  unkept.delete(key)
  storage.removeItem(key)
}

function keyOf(tableId: string, draftId: string): string {
  return `${PREFIX}.${tableId}.${draftId}`
}
