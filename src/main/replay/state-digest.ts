import type { AddFile, PartitionValues } from '../../shared/delta/actions.ts'
import { KEY_WORDS, readKeyWords } from './key-words.ts'

const LANES = KEY_WORDS

/** A hash of what a live file says of itself, beside its key. */
export interface FileDetails {
  readonly first: number
  readonly second: number
}

export interface DigestParts {
  readonly files: number
  readonly lanes: readonly number[]
}

/**
 * A sum over the live files of a state. It does not depend on their order, and grows and shrinks file by file, so that the
 * states of many versions are compared without holding one of them. It finds accidents, not forgeries.
 */
export class StateDigest {
  readonly #lanes = new Uint32Array(LANES)
  readonly #words = new Int32Array(LANES)
  files = 0

  add(fileKey: string, details: FileDetails): void {
    this.files++
    this.#mix(fileKey, details, 1)
  }

  remove(fileKey: string, details: FileDetails): void {
    this.files--
    this.#mix(fileKey, details, -1)
  }

  /** Takes what another digest has gathered. */
  merge(other: StateDigest): void {
    this.files += other.files
    for (let lane = 0; lane < LANES; lane++) this.#lanes[lane] = (this.#lanes[lane] ?? 0) + (other.#lanes[lane] ?? 0)
  }

  equals(other: StateDigest): boolean {
    return this.files === other.files && this.#lanes.every((lane, at) => lane === other.#lanes[at])
  }

  /** A form that can be sent to another thread; `ofParts` is its inverse. */
  get parts(): DigestParts {
    return { files: this.files, lanes: [...this.#lanes] }
  }

  static ofParts({ files, lanes }: DigestParts): StateDigest {
    const digest = new StateDigest()
    digest.files = files
    digest.#lanes.set(lanes)
    return digest
  }

  copy(): StateDigest {
    const copied = new StateDigest()
    copied.merge(this)
    return copied
  }

  #mix(fileKey: string, { first, second }: FileDetails, sign: 1 | -1): void {
    readKeyWords(fileKey, this.#words)
    for (let lane = 0; lane < LANES; lane++) {
      const word = this.#words[lane] ?? 0
      const mixed = Math.imul(Math.imul(word ^ first, 0x85ebca6b) ^ second, 0xc2b2ae35 + 2 * lane)
      this.#lanes[lane] = (this.#lanes[lane] ?? 0) + sign * ((mixed ^ (mixed >>> 15)) >>> 0)
    }
  }
}

/**
 * What has to be the same of a file wherever it is written down. A checkpoint may leave out statistics and tags, or write
 * them in another way, and its dataChange is always false.
 */
export interface DigestedFile {
  readonly size: bigint
  readonly modificationTime: bigint
  readonly partitionValues: PartitionValues
  /** Rows that a deletion vector hides; 0 without one. */
  readonly deletedRows: bigint
  readonly baseRowId: bigint | null
  readonly defaultRowCommitVersion: bigint | null
}

export function digestedFile(add: AddFile): DigestedFile {
  return {
    size: add.size,
    modificationTime: add.modificationTime,
    partitionValues: add.partitionValues,
    deletedRows: add.deletionVector?.cardinality ?? 0n,
    baseRowId: add.baseRowId ?? null,
    defaultRowCommitVersion: add.defaultRowCommitVersion ?? null,
  }
}

export function fileDetails(file: DigestedFile): FileDetails {
  const hash = new DetailsHash()
  hash.add(file.size)
  hash.add(file.modificationTime)
  hash.add(file.deletedRows)
  hash.add(file.baseRowId)
  hash.add(file.defaultRowCommitVersion)
  for (const [name, value] of sorted(file.partitionValues)) {
    hash.addText(name)
    hash.addText(value)
  }
  return { first: hash.first >>> 0, second: hash.second >>> 0 }
}

function sorted(values: PartitionValues): Iterable<readonly [string, string | null]> {
  return values.size < 2 ? values : [...values].sort(([a], [b]) => (a < b ? -1 : 1))
}

const WORD = 2 ** 32

class DetailsHash {
  first = 0x811c9dc5
  second = 0x9e3779b9

  add(value: bigint | null): void {
    const number = value === null ? Number.NaN : Number(value)
    if (!Number.isSafeInteger(number)) {
      this.addText(value === null ? null : value.toString())
      return
    }
    this.#mix(number | 0)
    this.#mix(Math.floor(number / WORD))
  }

  /** With its length, so that what ends one text does not begin the next. */
  addText(text: string | null): void {
    this.#mix(text === null ? -1 : text.length)
    if (text === null) return
    for (let at = 0; at < text.length; at++) this.#mix(text.charCodeAt(at))
  }

  #mix(word: number): void {
    this.first = Math.imul(this.first ^ word, 0x01000193) ^ (this.first >>> 15)
    this.second = Math.imul(this.second ^ word, 0x5bd1e995) ^ (this.second >>> 13)
  }
}
