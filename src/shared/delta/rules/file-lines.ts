import type { AddFile, RemoveFile } from '../actions.ts'
import { fileIdentity, plainPath } from '../file-identity.ts'

/** Line numbers by the identity of a file. A `Map` is one; for very many files there are smaller ones. */
export interface LineIndex {
  get(identity: string): number | undefined
  set(identity: string, line: number): unknown
}

export type MakeLineIndex = () => LineIndex

type File = Pick<AddFile | RemoveFile, 'path' | 'deletionVector'>

/** The earlier lines of a commit that are about the same file, or about its path with another deletion vector. */
export interface EarlierLines {
  readonly sameFile: number | undefined
  readonly samePath: number
}

/** On which lines of a commit the files of one kind of action stand. Lines count from zero. */
export class FileLines {
  /** The first line of each path; -1 - line where that file has a deletion vector. */
  readonly #paths: LineIndex
  /** Files that are not the first of their path, or have a deletion vector. */
  readonly #identities: LineIndex

  constructor(makeIndex: MakeLineIndex = () => new Map()) {
    this.#paths = makeIndex()
    this.#identities = makeIndex()
  }

  /** Takes a file; undefined where its path is new, as nearly always. */
  add({ path, deletionVector }: File, line: number): EarlierLines | undefined {
    const plain = plainPath(path)
    const first = this.#paths.get(plain)
    if (first === undefined) {
      this.#paths.set(plain, deletionVector === undefined ? line : -1 - line)
      if (deletionVector !== undefined) this.#identities.set(fileIdentity(path, deletionVector), line)
      return undefined
    }
    const sameFile = this.lineOf({ path, deletionVector })
    if (sameFile === undefined) this.#identities.set(fileIdentity(path, deletionVector), line)
    return { sameFile, samePath: first < 0 ? -1 - first : first }
  }

  /** The first line about exactly this file. */
  lineOf({ path, deletionVector }: File): number | undefined {
    const first = deletionVector === undefined ? this.#paths.get(plainPath(path)) : undefined
    return first !== undefined && first >= 0 ? first : this.#identities.get(fileIdentity(path, deletionVector))
  }

  /** As `lineOf`, for an identity made by `fileIdentity`. */
  lineOfIdentity(identity: string): number | undefined {
    const first = identity.endsWith(NO_VECTOR) ? this.#paths.get(identity.slice(0, -NO_VECTOR.length)) : undefined
    return first !== undefined && first >= 0 ? first : this.#identities.get(identity)
  }

  /** The first line about this path, whatever its deletion vector. */
  lineOfPath(path: string): number | undefined {
    const first = this.#paths.get(plainPath(path))
    return first !== undefined && first < 0 ? -1 - first : first
  }
}

/** How the identity of a file without a deletion vector ends. */
const NO_VECTOR = fileIdentity('')
