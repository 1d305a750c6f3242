import { KEY_WORDS, readKeyWords } from './key-words.ts'
import type { FileDetails } from './state-digest.ts'

/** What became of a file: the version that counts, and whether the file is live since then. */
export interface FileState {
  readonly isLive: boolean
  readonly version: bigint
}

const CAPACITY_FIRST = 1 << 12
const LOAD_MAX = 0.6

/**
 * States of files by `file_key`, in flat memory: 32 to 100 bytes a file, whatever their paths, and nothing for the garbage
 * collector to walk. A log of millions of files is replayed with it.
 */
export class FileStates {
  readonly #firstVersion: bigint
  #keys = new Int32Array(CAPACITY_FIRST * KEY_WORDS)
  /** 0: nothing is here; else twice the version after the first, plus two, plus one for a live file. */
  #states = new Float64Array(CAPACITY_FIRST)
  #details = new Uint32Array(CAPACITY_FIRST * 2)
  #used = 0
  #live = 0
  readonly #wanted = new Int32Array(KEY_WORDS)

  /** Versions are not before the first one. */
  constructor(firstVersion: bigint) {
    this.#firstVersion = firstVersion
  }

  get liveCount(): number {
    return this.#live
  }

  get(fileKey: string): FileState | undefined {
    const state = this.#states[this.#slotOf(fileKey)] ?? 0
    return state === 0 ? undefined : { isLive: isLive(state), version: this.#versionOf(state) }
  }

  isLive(fileKey: string): boolean {
    return isLive(this.#states[this.#slotOf(fileKey)] ?? 0)
  }

  /** As they were set last; zeros for a file that has none. */
  details(fileKey: string): FileDetails {
    const slot = this.#slotOf(fileKey)
    return { first: this.#details[slot * 2] ?? 0, second: this.#details[slot * 2 + 1] ?? 0 }
  }

  set(fileKey: string, live: boolean, version: bigint, details: FileDetails = NO_DETAILS): void {
    if (this.#used + 1 > this.#states.length * LOAD_MAX) this.#grow()
    const slot = this.#slotOf(fileKey)
    const before = this.#states[slot] ?? 0
    if (before === 0) {
      this.#keys.set(this.#wanted, slot * KEY_WORDS)
      this.#used++
    }
    this.#live += Number(live) - Number(isLive(before))
    this.#states[slot] = Number(version - this.#firstVersion) * 2 + 2 + Number(live)
    this.#details[slot * 2] = details.first
    this.#details[slot * 2 + 1] = details.second
  }

  #versionOf(state: number): bigint {
    return this.#firstVersion + BigInt(Math.floor(state / 2) - 1)
  }

  #slotOf(fileKey: string): number {
    const wanted = this.#wanted
    readKeyWords(fileKey, wanted)
    return this.#find(wanted[0] ?? 0, wanted[1] ?? 0, wanted[2] ?? 0, wanted[3] ?? 0)
  }

  #find(a: number, b: number, c: number, d: number): number {
    const keys = this.#keys
    const mask = this.#states.length - 1
    // A key is a piece of a SHA-256, so each of its parts is spread evenly.
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      if (this.#states[slot] === 0) return slot
      const at = slot * KEY_WORDS
      if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d) return slot
    }
  }

  #grow(): void {
    const [keys, states, details] = [this.#keys, this.#states, this.#details]
    this.#keys = new Int32Array(keys.length * 2)
    this.#states = new Float64Array(states.length * 2)
    this.#details = new Uint32Array(details.length * 2)
    for (let slot = 0; slot < states.length; slot++) {
      const state = states[slot] ?? 0
      if (state === 0) continue
      const at = slot * KEY_WORDS
      const moved = this.#find(keys[at] ?? 0, keys[at + 1] ?? 0, keys[at + 2] ?? 0, keys[at + 3] ?? 0)
      this.#keys.set(keys.subarray(at, at + KEY_WORDS), moved * KEY_WORDS)
      this.#details.set(details.subarray(slot * 2, slot * 2 + 2), moved * 2)
      this.#states[moved] = state
    }
  }
}

const NO_DETAILS: FileDetails = { first: 0, second: 0 }

function isLive(state: number): boolean {
  return state % 2 === 1
}
