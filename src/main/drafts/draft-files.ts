import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeepAnswer } from '../../shared/contract/draft-contract.ts'
import { type KeptDraft, parseKeptDraft, printKeptDraft } from '../../shared/contract/kept-draft.ts'
import { type KeptSummary, summaryOf } from './kept-summary.ts'

/**
 * Drafts in a folder, a file each: they are one person's and not the log's, and must be there when the database is not.
 * `place` tells drafts for one log from those for another. Any number of pages may keep the same draft: who would
 * overwrite what somebody else has kept meanwhile is told instead.
 */
export class DraftFiles {
  readonly #folder: string
  readonly #place: string
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(folder: string, place: string) {
    this.#folder = folder
    this.#place = place
  }

  /** The drafts of this place, of one table where it is named; the last edited first. */
  async list(tableId?: string): Promise<KeptDrafts> {
    const names = (await readdir(this.#folder).catch((): string[] => [])).filter(name => NAME.test(name))
    const files = await Promise.all(names.map(name => this.#load(name.slice(0, -ENDING.length))))
    const drafts = files
      .flatMap(file => (file.kind === 'draft' && file.place === this.#place ? [file.draft] : []))
      .filter(draft => tableId === undefined || draft.tableId === tableId)
      .sort((a, b) => b.editedAtMs - a.editedAtMs)
    return { drafts: drafts.map(summaryOf), unreadable: files.filter(({ kind }) => kind === 'unreadable').length }
  }

  /** Undefined where there is none that this program can read. */
  async read(draftId: string): Promise<KeptDraft | undefined> {
    const file = await this.#load(draftId)
    return file.kind === 'draft' && file.place === this.#place ? file.draft : undefined
  }

  /** The draft is on disk when this resolves to `kept`. */
  keep(draft: KeptDraft): Promise<KeepAnswer> {
    return this.#inTurn(draft.draftId, async () => {
      const there = await this.read(draft.draftId)
      if (there === undefined && draft.revision > 0) return { kind: 'gone' }
      if (there !== undefined && there.revision !== draft.revision) return { kind: 'changed', draft: there }
      const kept = { ...draft, revision: draft.revision + 1 }
      await this.#write(kept)
      return { kind: 'kept', revision: kept.revision }
    })
  }

  /** Throws a draft away and gives it; undefined where there was none. */
  discard(draftId: string): Promise<KeptDraft | undefined> {
    return this.#inTurn(draftId, async () => {
      const there = await this.read(draftId)
      if (there !== undefined) await rm(this.#pathOf(draftId), { force: true })
      return there
    })
  }

  #inTurn<T>(draftId: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(draftId) ?? Promise.resolve()).catch(() => {}).then(work)
    this.#turns.set(draftId, turn)
    const forget = () => {
      if (this.#turns.get(draftId) === turn) this.#turns.delete(draftId)
    }
    turn.then(forget, forget)
    return turn
  }

  /** Whoever reads the file sees the old draft or the new one. */
  async #write(draft: KeptDraft): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const path = this.#pathOf(draft.draftId)
    const unfinished = `${path}.${process.pid}.new`
    const file = await open(unfinished, 'w', 0o600)
    try {
      await file.writeFile(`${JSON.stringify({ format: FORMAT, place: this.#place })}\n${printKeptDraft(draft)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
  }

  async #load(draftId: string): Promise<StoredDraft> {
    const text = await readFile(this.#pathOf(draftId), 'utf8').catch(() => undefined)
    if (text === undefined) return { kind: 'none' }
    const end = text.indexOf('\n')
    const place = placeOf(text.slice(0, end))
    const draft = place === undefined ? undefined : parseKeptDraft(text.slice(end + 1))
    if (place === undefined || draft?.draftId !== draftId) return { kind: 'unreadable' }
    return { kind: 'draft', place, draft }
  }

  #pathOf(draftId: string): string {
    return join(this.#folder, `${draftId}${ENDING}`)
  }
}

/** What the folder tells of its drafts; where their tables are is for the log to say. */
export interface KeptDrafts {
  readonly drafts: readonly KeptSummary[]
  /** Files that cannot be read as drafts. */
  readonly unreadable: number
}

type StoredDraft =
  | { readonly kind: 'none' | 'unreadable' }
  | { readonly kind: 'draft'; readonly place: string; readonly draft: KeptDraft }

const ENDING = '.draft'
const NAME = /^[0-9a-f-]{36}\.draft$/
/** Of the file in the data folder; another one is left alone. */
const FORMAT = 1

function placeOf(head: string): string | undefined {
  try {
    const value: unknown = JSON.parse(head)
    if (typeof value !== 'object' || value === null || !('format' in value) || !('place' in value)) return undefined
    return value.format === FORMAT && typeof value.place === 'string' ? value.place : undefined
  } catch {
    return undefined
  }
}
