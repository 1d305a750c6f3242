import { randomBytes } from 'node:crypto'
import type { LineIndex } from '../../../shared/delta/rules/file-lines.ts'

const SLOT_WORDS = 4
const CAPACITY_FIRST = 1_024
const GROWTH = 1.6
const LOAD_MAX = 0.8

/**
 * Lines by text in 16 bytes a slot, whatever the text's length: of each text 96 bits of a hash are kept, whose seed nobody
 * can know beforehand. Two texts of one commit with the same 96 bits are not to be expected before all of us are gone.
 */
export class CompactLineIndex implements LineIndex {
  readonly #seeds = new Uint32Array(new Uint8Array(randomBytes(12)).buffer)
  #capacity = CAPACITY_FIRST
  /** Three words of hash, of which the first is never 0 in a slot that is taken, and the line. */
  #slots = new Uint32Array(CAPACITY_FIRST * SLOT_WORDS)
  #count = 0
  #lastText: string | undefined
  #a = 0
  #b = 0
  #c = 0

  get(text: string): number | undefined {
    this.#hash(text)
    const slot = this.#find(this.#a, this.#b, this.#c)
    return this.#slots[slot] === 0 ? undefined : (this.#slots[slot + 3] ?? 0) | 0
  }

  set(text: string, line: number): void {
    if (this.#count >= this.#capacity * LOAD_MAX) this.#grow()
    this.#hash(text)
    const slot = this.#find(this.#a, this.#b, this.#c)
    if (this.#slots[slot] === 0) this.#count++
    this.#slots[slot] = this.#a
    this.#slots[slot + 1] = this.#b
    this.#slots[slot + 2] = this.#c
    this.#slots[slot + 3] = line
  }

  /** The slot of this hash, or the empty one where it belongs. */
  #find(a: number, b: number, c: number): number {
    const slots = this.#slots
    const end = this.#capacity * SLOT_WORDS
    let slot = Math.floor((b / WORDS) * this.#capacity) * SLOT_WORDS
    for (;;) {
      if (slots[slot] === 0) return slot
      if (slots[slot] === a && slots[slot + 1] === b && slots[slot + 2] === c) return slot
      slot += SLOT_WORDS
      if (slot === end) slot = 0
    }
  }

  /** A text is looked for and put in right after, so that the last hash is kept. */
  #hash(text: string): void {
    if (text === this.#lastText) return
    let [a, b, c] = [this.#seeds[0] ?? 0, this.#seeds[1] ?? 0, this.#seeds[2] ?? 0]
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      a = Math.imul(a ^ unit, 0x9e3779b1)
      b = Math.imul(b ^ unit, 0x85ebca77)
      c = Math.imul((c << 5) ^ (c >>> 27) ^ unit, 0xc2b2ae3d)
    }
    this.#a = mixed(a ^ (c >>> 16)) || 1
    this.#b = mixed(b ^ (a >>> 15))
    this.#c = mixed(c ^ (b >>> 13))
    this.#lastText = text
  }

  #grow(): void {
    const [before, capacityBefore] = [this.#slots, this.#capacity]
    this.#capacity = Math.ceil(capacityBefore * GROWTH)
    this.#slots = new Uint32Array(this.#capacity * SLOT_WORDS)
    for (let from = 0; from < capacityBefore * SLOT_WORDS; from += SLOT_WORDS) {
      const first = before[from]
      if (first === undefined || first === 0) continue
      const slot = this.#find(first, before[from + 1] ?? 0, before[from + 2] ?? 0)
      for (let word = 0; word < SLOT_WORDS; word++) this.#slots[slot + word] = before[from + word] ?? 0
    }
  }
}

const WORDS = 2 ** 32

/** Spreads every bit over the whole word (the finalizer of MurmurHash3). */
function mixed(word: number): number {
  let bits = word
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
