import { type KeptDraft, keptDraftSchema } from './draft.ts'

/** The part of `localStorage` that drafts need. */
export interface DraftStorage {
  readonly length: number
  key(index: number): string | null
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

const PREFIX = 'deltadesk.draft'

/** Drafts that the storage refused; they live as long as the page. */
const unkept = new Map<string, KeptDraft>()

/** Keeps the draft; `false` where the storage refuses it (full or switched off), so that the page can say so. */
export function keepDraft(storage: DraftStorage, draft: KeptDraft): boolean {
  const key = keyOf(draft.tableId, draft.draftId)
  try {
    storage.setItem(key, JSON.stringify(draft, writeBigint))
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
  return unkept.get(key) ?? parseDraft(storage.getItem(key))
}

export function dropDraft(storage: DraftStorage, tableId: string, draftId: string): void {
  const key = keyOf(tableId, draftId)
  unkept.delete(key)
  storage.removeItem(key)
}

/** The drafts of a table, the last edited first. */
export function listDrafts(storage: DraftStorage, tableId: string): KeptDraft[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index))
    .filter(key => key?.startsWith(`${PREFIX}.${tableId}.`) ?? false)
    .flatMap(key => (key === null ? [] : (parseDraft(storage.getItem(key)) ?? [])))
    .sort((a, b) => b.editedAtMs - a.editedAtMs)
}

function parseDraft(text: string | null): KeptDraft | undefined {
  if (text === null) return undefined
  try {
    return keptDraftSchema.safeParse(JSON.parse(text, readBigint)).data
  } catch {
    return undefined
  }
}

function keyOf(tableId: string, draftId: string): string {
  return `${PREFIX}.${tableId}.${draftId}`
}

const BIGINT_KEYS = new Set(['readVersion', 'expectedVersion'])

function writeBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

function readBigint(key: string, value: unknown): unknown {
  return BIGINT_KEYS.has(key) && typeof value === 'string' && /^-?\d{1,19}$/.test(value) ? BigInt(value) : value
}
