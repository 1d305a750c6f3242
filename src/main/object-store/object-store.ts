/** What is known of an object from its listing. */
export interface ListedObject {
  /** The name inside the listed folder, without a slash. */
  readonly name: string
  readonly kind: ObjectKind
}

/** Symbolic links are never followed; `other` is a device, a socket and the like. */
export type ObjectKind = 'file' | 'folder' | 'link' | 'other'

export interface ObjectStat {
  readonly size: number
  /** When it was last modified, in milliseconds since 1970. */
  readonly modificationTime: bigint
}

/** An object that is being read. What it is called later may be another object; what was opened stays the same. */
export interface OpenObject extends ObjectStat, AsyncDisposable {
  /**
   * The bytes from `start` up to `end`. Fails with `changed` where the object has become shorter since it was opened.
   * The bytes belong to the caller.
   */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
  /** Fails with `changed` where the object was written to since it was opened: what was read may be half of each. */
  verify(): Promise<void>
}

/**
 * Where the files of a table lie. Keys are relative to the table's folder, with slashes. Everything but a list fails with
 * an `ObjectFailure`.
 */
export interface ObjectStore extends AsyncDisposable {
  /** For people: a path or an address, with nothing secret in it. */
  readonly location: string
  /** The folder of this computer that holds the objects as files, which threads may read for themselves by `FileReader`. */
  readonly folder?: string
  /** What lies in a folder, in no order, many at a time; nothing where the folder is absent. */
  list(folder: string, signal: AbortSignal): AsyncGenerator<readonly ListedObject[], void>
  stat(key: string): Promise<ObjectStat>
  open(key: string): Promise<OpenObject>
}

export type ObjectFailureKind = 'absent' | 'refused' | 'changed' | 'damaged' | 'unreadable' | 'unwritable'

/** What stands behind a failure, as far as it decides when trying again makes sense. */
export type StoreFault = 'throttled' | 'credentials' | 'network' | 'no-space' | 'read-only' | 'other'

/** An object could not be read or written, for a reason outside of this program; the message is a sentence for people. */
export class ObjectFailure extends Error {
  readonly kind: ObjectFailureKind
  readonly fault: StoreFault

  constructor(kind: ObjectFailureKind, message: string, fault: StoreFault = 'other') {
    super(message)
    this.name = 'ObjectFailure'
    this.kind = kind
    this.fault = fault
  }
}
