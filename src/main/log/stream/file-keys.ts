const KEY_BYTES = 16
const CAPACITY_FIRST = 256

/** File keys in 16 bytes each. */
export class FileKeys {
  #bytes = new Uint8Array(CAPACITY_FIRST * KEY_BYTES)
  #count = 0

  /** `fileKey` is a uuid. */
  add(fileKey: string): void {
    if (this.#count * KEY_BYTES === this.#bytes.length) this.#grow()
    this.#bytes.set(Buffer.from(fileKey.replaceAll('-', ''), 'hex'), this.#count * KEY_BYTES)
    this.#count++
  }

  /** All of them, one behind the other; nothing may be added afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#count * KEY_BYTES)
  }

  #grow(): void {
    const before = this.#bytes
    this.#bytes = new Uint8Array(2 * before.length)
    this.#bytes.set(before)
  }
}

/** What `FileKeys` has packed, so many uuids at a time. */
export function* fileKeyPages(packed: Uint8Array, keysAtOnce: number): Generator<string[], void> {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  const page: string[] = []
  for (let at = 0; at < bytes.length; at += KEY_BYTES) {
    const hex = bytes.toString('hex', at, at + KEY_BYTES)
    page.push(`${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`)
    if (page.length === keysAtOnce) yield page.splice(0)
  }
  if (page.length > 0) yield page
}
