import { KEY_WORDS, readKeyWords } from './key-words.ts'
import type { FileDetails } from './state-digest.ts'

/** What became of a file: the version that counts, and whether the file is live since then. */
export interface FileState {
  readonly isLive: boolean
  readonly version: bigint
}

const SEGMENTS = 64
const CAPACITY_FIRST = 1 << 8
const LOAD_MAX = 0.7
const NO_DETAILS: FileDetails = { first: 0, second: 0 }

/**
 * States of files by `file_key`, in flat memory: 32 to 100 bytes a file, whatever their paths, and nothing for the garbage
 * collector to walk. A log of millions of files is replayed with it. It grows in small pieces, so that nobody waits.
 */
export class FileStates {
  readonly #firstVersion: bigint
  readonly #segments = Array.from({ length: SEGMENTS }, () => new Segment())
  readonly #wanted = new Int32Array(KEY_WORDS)
  #wantedKey = ''
  #segment = new Segment()
  #live = 0

  /** Versions are not before the first one. */
  constructor(firstVersion: bigint) {
    this.#firstVersion = firstVersion
  }

  get liveCount(): number {
    return this.#live
  }

  get(fileKey: string): FileState | undefined {
    const segment = this.#segmentOf(fileKey)
    const state = segment.states[segment.find(this.#wanted)] ?? 0
    return state === 0 ? undefined : { isLive: isLive(state), version: this.#versionOf(state) }
  }

  isLive(fileKey: string): boolean {
    const segment = this.#segmentOf(fileKey)
    return isLive(segment.states[segment.find(this.#wanted)] ?? 0)
  }

  /** As they were set last; zeros for a file that has none. */
  details(fileKey: string): FileDetails {
    const segment = this.#segmentOf(fileKey)
    const slot = segment.find(this.#wanted)
    return { first: segment.details[slot * 2] ?? 0, second: segment.details[slot * 2 + 1] ?? 0 }
  }

  set(fileKey: string, live: boolean, version: bigint, details: FileDetails = NO_DETAILS): void {
    const segment = this.#segmentOf(fileKey)
    const state = Number(version - this.#firstVersion) * 2 + 2 + Number(live)
    const before = segment.put(this.#wanted, state, details)
    this.#live += Number(live) - Number(isLive(before))
  }

  /** The key's words are in `#wanted` afterwards. */
  #segmentOf(fileKey: string): Segment {
    // What becomes of a file is asked for first and said right after.
    if (fileKey === this.#wantedKey) return this.#segment
    const wanted = this.#wanted
    readKeyWords(fileKey, wanted)
    // A key is a piece of a SHA-256, so each of its parts is spread evenly; a slot follows from another part.
    const segment = this.#segments[(wanted[3] ?? 0) & (SEGMENTS - 1)]
    if (segment === undefined) throw new Error('there is no such segment')
    this.#wantedKey = fileKey
    this.#segment = segment
    return segment
  }

  #versionOf(state: number): bigint {
    return this.#firstVersion + BigInt(Math.floor(state / 2) - 1)
  }
}

/** An open hash table of some of the keys. */
class Segment {
  #keys = new Int32Array(CAPACITY_FIRST * KEY_WORDS)
  /** 0: nothing is here; else twice the version after the first, plus two, plus one for a live file. */
  states = new Float64Array(CAPACITY_FIRST)
  details = new Uint32Array(CAPACITY_FIRST * 2)
  #used = 0

  /** The slot of a key, or the empty one in which it would be. */
  find(words: Int32Array): number {
    const [keys, states] = [this.#keys, this.states]
    const mask = states.length - 1
    const a = words[0] ?? 0
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      if (states[slot] === 0) return slot
      const at = slot * KEY_WORDS
      if (keys[at] !== a || keys[at + 1] !== words[1]) continue
      if (keys[at + 2] === words[2] && keys[at + 3] === words[3]) return slot
    }
  }

  /** Gives the state that was there before. */
  put(words: Int32Array, state: number, { first, second }: FileDetails): number {
    if (this.#used + 1 > this.states.length * LOAD_MAX) this.#grow()
    const slot = this.find(words)
    const before = this.states[slot] ?? 0
    if (before === 0) {
      copyKey(words, 0, this.#keys, slot * KEY_WORDS)
      this.#used++
    }
    this.states[slot] = state
    this.details[slot * 2] = first
    this.details[slot * 2 + 1] = second
    return before
  }

  #grow(): void {
    const [keys, states, details] = [this.#keys, this.states, this.details]
    this.#keys = new Int32Array(keys.length * 2)
    this.states = new Float64Array(states.length * 2)
    this.details = new Uint32Array(details.length * 2)
    const [newKeys, newStates, newDetails] = [this.#keys, this.states, this.details]
    const mask = newStates.length - 1
    for (let slot = 0; slot < states.length; slot++) {
      const state = states[slot] ?? 0
      if (state === 0) continue
      // All keys differ, so each takes the first empty slot from its own.
      let moved = (keys[slot * KEY_WORDS] ?? 0) & mask
      while (newStates[moved] !== 0) moved = (moved + 1) & mask
      copyKey(keys, slot * KEY_WORDS, newKeys, moved * KEY_WORDS)
      newStates[moved] = state
      newDetails[moved * 2] = details[slot * 2] ?? 0
      newDetails[moved * 2 + 1] = details[slot * 2 + 1] ?? 0
    }
  }
}

function copyKey(from: Int32Array, at: number, to: Int32Array, toAt: number): void {
  for (let word = 0; word < KEY_WORDS; word++) to[toAt + word] = from[at + word] ?? 0
}

function isLive(state: number): boolean {
  return state % 2 === 1
}
