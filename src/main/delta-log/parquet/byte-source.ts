/** Bytes of a file that are fetched as they are needed. */
export interface ByteSource {
  readonly size: number
  /** The bytes belong to the caller. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
}
