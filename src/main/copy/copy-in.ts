import type pg from 'pg'
import type { Chunk } from './copy-target.ts'

/**
 * One `COPY ... FROM STDIN` on a connection of pg, at the level of the wire: its messages are laid out by the caller, so
 * that a buffer is known to be free again. Every promise rejects with what ended the COPY.
 */
export class CopyIn implements pg.Submittable {
  readonly #text: string
  readonly #submitted = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<number>()
  #connection: WireConnection | undefined
  #rowCount = 0
  #over = false
  #givenUp = false

  constructor(text: string) {
    this.#text = text
    // Whoever waits for a later step must not leave an earlier one unobserved.
    this.#submitted.promise.catch(() => {})
    this.#ended.promise.catch(() => {})
  }

  /**
   * The statement is on its way, and rows may be sent behind it: a server that refuses it ignores them, as the protocol
   * asks, and no round trip is spent on waiting for its invitation.
   */
  get submitted(): Promise<void> {
    return this.#submitted.promise
  }

  /** The statement is over and the connection is ready for the next; gives the rows that the server has counted. */
  get ended(): Promise<number> {
    return this.#ended.promise
  }

  /** The server has answered, or the connection is gone. */
  get isOver(): boolean {
    return this.#over
  }

  /** Hands one message to the socket; `onWritten` tells that its buffer is free. */
  send({ buffer, length }: Chunk, onWritten: () => void): void {
    const { stream } = this.#wire()
    stream.write(buffer.subarray(0, length), onWritten)
  }

  /** All rows were sent. */
  sendDone(): void {
    this.#wire().stream.write(COPY_DONE)
  }

  /** Nothing of this COPY shall be kept. The server answers with an error. */
  sendFail(reason: string): void {
    this.#givenUp = true
    if (!this.#over) this.#connection?.stream.write(copyFail(reason))
  }

  /** Ends the connection at once; the server rolls back. */
  cutOff(): void {
    this.#connection?.stream.destroy()
  }

  // What pg calls.

  /** An error that is given back is told to `handleError`, and nothing is sent. */
  submit(connection: WireConnection): Error | undefined {
    if (this.#givenUp) return new Error('the COPY was given up before its turn')
    this.#connection = connection
    connection.query(this.#text)
    this.#submitted.resolve()
    return undefined
  }

  handleCopyInResponse(): void {}

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#rowCount = Number(COPY_TAG.exec(text)?.[1] ?? 0)
  }

  handleReadyForQuery(): void {
    this.#over = true
    this.#ended.resolve(this.#rowCount)
  }

  handleError(error: unknown): void {
    this.#over = true
    this.#submitted.reject(error)
    this.#ended.reject(error)
  }

  #wire(): WireConnection {
    if (this.#connection === undefined) throw new Error('the COPY was not submitted to a connection')
    return this.#connection
  }
}

/** The part of pg's connection that a COPY needs. */
type WireConnection = Pick<pg.Connection, 'stream' | 'query'>

const COPY_TAG = /^COPY (\d+)/
const LENGTH_BYTES = 4
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, LENGTH_BYTES])
const COPY_FAIL = 0x66

function copyFail(reason: string): Buffer {
  const text = Buffer.from(`${reason.replaceAll('\0', '')}\0`, 'utf8')
  const message = Buffer.alloc(1 + LENGTH_BYTES + text.length)
  message[0] = COPY_FAIL
  message.writeInt32BE(LENGTH_BYTES + text.length, 1)
  message.set(text, 1 + LENGTH_BYTES)
  return message
}
