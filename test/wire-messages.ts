/** One message of PostgreSQL's wire protocol as a client sends it; `startup` has no type byte. */
export interface WireMessage {
  readonly type: string
  readonly bytes: Buffer
}

const STARTUP_HEADER_BYTES = 4
const HEADER_BYTES = 5

/** Cuts what a client sends into messages; call it with each chunk, it keeps what is not whole yet. */
export function messageCutter(): (chunk: Buffer) => WireMessage[] {
  let rest: Buffer = Buffer.alloc(0)
  let started = false
  return chunk => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const messages: WireMessage[] = []
    for (;;) {
      const header = started ? HEADER_BYTES : STARTUP_HEADER_BYTES
      if (rest.length < header) return messages
      const length = started ? 1 + rest.readUInt32BE(1) : rest.readUInt32BE(0)
      if (rest.length < length) return messages
      const bytes = rest.subarray(0, length)
      messages.push({ type: started ? String.fromCharCode(bytes[0] ?? 0) : 'startup', bytes })
      rest = rest.subarray(length)
      started = true
    }
  }
}

/** A simple query whose whole text is `commit`. */
export function isCommit({ bytes }: WireMessage): boolean {
  return bytes.toString('latin1') === 'Q\0\0\0\x0bcommit\0'
}

/** True for what makes the server do something: a simple query, or the binding of a prepared statement. */
export function isStatement({ type }: WireMessage): boolean {
  return type === 'Q' || type === 'B'
}

/** The same message, so that the server answers it with an error. */
export function broken({ type, bytes }: WireMessage): WireMessage {
  const text = type === 'Q' ? 'select 1/0\0' : '\0no such statement\0\0\0\0\0\0\0'
  const body = Buffer.from(text, 'latin1')
  const header = Buffer.from(bytes.subarray(0, HEADER_BYTES))
  header.writeUInt32BE(4 + body.length, 1)
  return { type, bytes: Buffer.concat([header, body]) }
}

const COPY_DATA = 'd'

/** A piece of a COPY with other bytes; any other message as it is. */
export function withCopyData(message: WireMessage, change: (data: Buffer) => Buffer): WireMessage {
  if (message.type !== COPY_DATA) return message
  const data = change(message.bytes.subarray(HEADER_BYTES))
  const header = Buffer.from(message.bytes.subarray(0, HEADER_BYTES))
  header.writeUInt32BE(4 + data.length, 1)
  return { type: message.type, bytes: Buffer.concat([header, data]) }
}
