import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionConfig, type Database, openDatabase } from '../src/main/postgres/connection.ts'

/** What happens to a COMMIT on its way; the client is cut off unless it says otherwise. */
type CommitFault =
  /** Nothing. */
  | { readonly kind: 'pass' }
  /** It takes its time, and so does the answer; the client stays. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The server never sees it. */
  | { readonly kind: 'lost' }
  /** The server executes it and its answer is lost. */
  | { readonly kind: 'answer-lost' }
  /** The server sees it later. */
  | { readonly kind: 'delayed'; readonly delayMs: number }

const NOWHERE: CutPoint = { afterChunks: Number.POSITIVE_INFINITY }

/** Where the way ends: after so many chunks of bytes that the client has sent since this was set. */
interface CutPoint {
  readonly afterChunks: number
}

/** The way to a server, on which things go wrong when told so. */
export interface FaultyWay {
  /** The server, reached through the proxy. */
  readonly database: Database
  fault: CommitFault
  /** Cuts both sides before the next chunk is passed on; undefined: nowhere. */
  cutPoint: CutPoint | undefined
  /** Bytes that clients have sent so far. */
  readonly sentBytes: number
  close(): Promise<void>
}

export async function startProxy(config: ConnectionConfig): Promise<FaultyWay> {
  let sentBytes = 0
  let fault: CommitFault = { kind: 'pass' }
  let cutPoint = NOWHERE
  let chunks = 0
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const upstream = dial(config.port, config.host)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    client.on('data', chunk => {
      sentBytes += chunk.length
      chunks += 1
      if (chunks > cutPoint.afterChunks) {
        client.destroy()
        upstream.destroy()
        return
      }
      if (fault.kind !== 'pass' && isCommit(chunk)) void applyFault(fault, chunk, client, upstream)
      else upstream.write(chunk)
    })
    upstream.on('data', chunk => client.write(chunk))
    client.on('end', () => upstream.end())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is an object; only pipes have a string.
  const { port } = server.address() as AddressInfo
  const database = await openDatabase({ ...config, host: '127.0.0.1', port })
  return {
    database,
    get fault() {
      return fault
    },
    set fault(next) {
      fault = next
    },
    get cutPoint() {
      return cutPoint
    },
    set cutPoint(next) {
      cutPoint = next ?? NOWHERE
      chunks = 0
    },
    get sentBytes() {
      return sentBytes
    },
    async close() {
      await database.close()
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** A simple query whose whole text is `commit`. */
function isCommit(chunk: Buffer): boolean {
  return chunk.toString('latin1') === 'Q\0\0\0\x0bcommit\0'
}

async function applyFault(fault: CommitFault, commit: Buffer, client: Socket, upstream: Socket): Promise<void> {
  if (fault.kind === 'slow') {
    await sleep(fault.delayMs)
    upstream.write(commit)
    return
  }
  upstream.removeAllListeners('data')
  upstream.removeAllListeners('close')
  switch (fault.kind) {
    case 'lost':
      client.destroy()
      upstream.destroy()
      return
    case 'answer-lost':
      upstream.once('data', () => client.destroy())
      upstream.write(commit)
      return
    case 'delayed':
      client.removeAllListeners('end')
      client.destroy()
      await sleep(fault.delayMs)
      upstream.once('data', () => upstream.destroy())
      upstream.write(commit)
  }
}
