import { DRAFT_BYTES_MAX, SHELF_CHARACTERS_MAX } from '../limits.ts'
import { applyChange, type TextChange } from './text-change.ts'

/** What brings a text onto a shelf: a change of the text under this id, or else of the one under `base`, or else of nothing. */
export interface ShelfChange extends TextChange {
  readonly base: string | null
}

/**
 * The last large texts that went over one pipe. Both ends keep a shelf and put the same onto it in the same order, so that
 * each knows what the other still has: the oldest texts leave when all together grow too large, never the newest.
 */
export class TextShelf {
  readonly #texts = new Map<string, string>()
  readonly #charactersMax: number

  constructor(charactersMax = SHELF_CHARACTERS_MAX) {
    this.#charactersMax = charactersMax
  }

  get(id: string): string | undefined {
    return this.#texts.get(id)
  }

  /** The newest first. */
  entries(): [string, string][] {
    return [...this.#texts].reverse()
  }

  put(id: string, text: string): void {
    this.#texts.set(id, text)
    let characters = [...this.#texts.values()].reduce((sum, { length }) => sum + length, 0)
    for (const [oldest, { length }] of this.#texts) {
      if (characters <= this.#charactersMax || oldest === id) break
      this.#texts.delete(oldest)
      characters -= length
    }
  }

  /** False where the change fits no text that is here, or the text would become too large. */
  apply(id: string, change: ShelfChange): boolean {
    const before = this.#texts.get(id) ?? (change.base === null ? '' : this.#texts.get(change.base))
    if (before === undefined || change.from > change.to || change.to > before.length) return false
    const after = applyChange(before, change)
    if (after.length > DRAFT_BYTES_MAX) return false
    this.put(id, after)
    return true
  }
}
