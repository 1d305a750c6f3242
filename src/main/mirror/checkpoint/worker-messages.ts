import type { CheckpointAdd, CheckpointRemove } from '../../postgres/checkpoint-files.ts'
import type { CopiedRows } from '../../postgres/copied-adds.ts'

/** Which columns a file of a checkpoint has: all of V1, those of V2's own file, those of its sidecars. */
export type FileColumns = 'classic' | 'v2' | 'sidecar'

/** What the thread is asked to do, one after the other; each is answered once. */
export type ToBuilder =
  /** Begins a file; metadata and protocol are Delta JSON lines and decide what its columns are. */
  | { readonly kind: 'open'; readonly columns: FileColumns; readonly metadata: string; readonly protocol: string }
  | { readonly kind: 'adds'; readonly rows: readonly CheckpointAdd[] }
  /** Adds as binary rows; their bytes belong to the thread afterwards. */
  | { readonly kind: 'copied'; readonly page: CopiedRows }
  | { readonly kind: 'removes'; readonly rows: readonly CheckpointRemove[] }
  /** Actions as Delta JSON lines, those of checkpoints included. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  /** Ends the file. */
  | { readonly kind: 'close' }
  /** Reads a file of a checkpoint back. */
  | { readonly kind: 'read'; readonly bytes: Uint8Array<ArrayBuffer>; readonly hasJsonStats: boolean }

/** What a file holds. Two files with the same rows and the same digest hold the same actions in the same order. */
export interface FileContent {
  readonly rows: number
  /** SHA-256 over the actions’ values, hexadecimal. */
  readonly digest: string
}

export interface BuiltFile extends FileContent {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly adds: number
  readonly addBytes: bigint
}

export type FromBuilder =
  | { readonly kind: 'done' }
  | { readonly kind: 'built'; readonly file: BuiltFile }
  | { readonly kind: 'content'; readonly content: FileContent }
  /** The file cannot be read; `message` is a sentence for people. */
  | { readonly kind: 'unreadable'; readonly message: string }
  /** A fault of this program, or an action that it cannot lay down. */
  | { readonly kind: 'failed'; readonly message: string }
