import type { ObjectKind, ObjectStat, ObjectStore } from './object-store.ts'

/** An object with what its store says of it without reading it. */
export interface WrittenStat extends ObjectStat {
  /** Another one as soon as the object is another one: the store's ETag, or place, size and time of a file. */
  readonly etag: string
}

export interface ListedStat extends WrittenStat {
  /** The name inside the listed folder, without a slash. */
  readonly name: string
  readonly kind: ObjectKind
}

export type Creation =
  | { readonly kind: 'created'; readonly etag: string }
  /** There is an object of that name already, whosoever; it was not touched. */
  | { readonly kind: 'exists' }

export interface CreateOptions {
  /** The modification time that the object is to have, in milliseconds since 1970; where the store decides it, ignored. */
  readonly modifiedMs?: bigint | undefined
}

/** An object that waits to be made: everything is done that can be done before it is visible. Disposing gives it up. */
export interface PreparedObject extends AsyncDisposable {
  /** Makes the object, once; see `createOnly`. */
  create(signal: AbortSignal): Promise<Creation>
}

export interface ReplaceOptions extends CreateOptions {
  /** Replaces only the object that has this etag; anything else fails with `changed`. A commit file needs it. */
  readonly seen?: string | undefined
}

/**
 * A store of a table's log that can be written to; its rules stand in `test/writable-store-suite.ts` and hold for every
 * implementation. Only names of `writtenNames` can be written: anything else fails with `refused`. What was created or
 * replaced is durable when the call returns, and whole whenever it is visible, unless `createsWhole` is false.
 */
export interface WritableStore extends ObjectStore {
  /**
   * False where the store can make an object exclusively or whole, but not both: a crash may leave the beginning of an
   * object under its name.
   */
  readonly createsWhole: boolean
  stat(key: string): Promise<WrittenStat>
  /** The objects of a folder whose names come after `after`, in no order, many at a time. */
  listStats(folder: string, after: string, signal: AbortSignal): AsyncGenerator<readonly ListedStat[], void>
  /** Makes an object where there is none (put-if-absent). Never replaces. Folders on the way are made. */
  createOnly(key: string, bytes: Uint8Array, options: CreateOptions, signal: AbortSignal): Promise<Creation>
  /**
   * Does what can be done for an object before it is made, so that many can be prepared at a time and made in their order.
   * Nothing is visible under its name meanwhile.
   */
  prepare(key: string, bytes: Uint8Array, options: CreateOptions, signal: AbortSignal): Promise<PreparedObject>
  /** Puts an object under a name whether there is one or not, and gives its etag. */
  replace(key: string, bytes: Uint8Array, options: ReplaceOptions, signal: AbortSignal): Promise<string>
  /** Removes a checkpoint, a sidecar or a checksum; it may be absent. */
  remove(key: string, signal: AbortSignal): Promise<void>
  /** Removes a commit that a checkpoint stands for, as a person has asked for; it may be absent. */
  removeCommit(key: string, signal: AbortSignal): Promise<void>
  /** Removes what crashed writers left behind `olderThanMs` ago, and tells how many that were. */
  sweep(olderThanMs: number, signal: AbortSignal): Promise<number>
}
