import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectionConfig } from '../src/main/postgres/connection.ts'

/** A way to a server on which clients' bytes pass at a limited rate; answers are not held up. */
export interface SlowWay {
  /** The server, reached by this way. */
  readonly config: ConnectionConfig
  close(): Promise<void>
}

const TICKS_PER_SECOND = 20

export async function startSlowWay(config: ConnectionConfig, bytesPerSecond: number): Promise<SlowWay> {
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const upstream = dial(config.port, config.host)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    upstream.pipe(client)
    void passSlowly(client, upstream, bytesPerSecond).catch(() => client.destroy())
    client.on('close', () => upstream.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is an object; only pipes have a string.
  const { port } = server.address() as AddressInfo
  return {
    config: { ...config, host: '127.0.0.1', port },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Reads no faster than it passes on, so that what waits does so in the client. */
async function passSlowly(client: Socket, upstream: Socket, bytesPerSecond: number): Promise<void> {
  const share = Math.ceil(bytesPerSecond / TICKS_PER_SECOND)
  for await (const chunk of client as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += share) {
      const part = chunk.subarray(at, at + share)
      upstream.write(part)
      if (part.length === share) await sleep(1_000 / TICKS_PER_SECOND)
    }
  }
  upstream.end()
}
