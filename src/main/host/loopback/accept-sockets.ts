import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { FRAME_BYTES_MAX, SOCKETS_MAX } from '../../../shared/limits.ts'
import type { HostLog, Pipe } from '../pipe.ts'
import { checkOrigin } from './check-origin.ts'
import type { Sessions } from './sessions.ts'
import { socketPipe } from './socket-pipe.ts'

const SOCKET_PATH = '/socket'
const PROTOCOL = /^deltadesk\.([\w-]{43})$/

export interface SocketOptions {
  readonly port: number
  readonly sessions: Sessions
  readonly log: HostLog
  readonly serve: (pipe: Pipe) => void
  /** True for an upgrade that somebody else on the same server answers (hot reload). */
  readonly isForeign?: ((request: IncomingMessage) => boolean) | undefined
}

/**
 * Turns upgrades of pages that show their token into pipes. Everything else is refused before the WebSocket handshake:
 * foreign hosts and origins, requests without an origin, other paths, wrong tokens, too many sockets (W4).
 */
export function acceptSockets(server: Server, options: SocketOptions): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: true,
    handleProtocols: offered => [...offered].find(name => PROTOCOL.test(name)) ?? false,
  })
  sockets.on('connection', socket => {
    // A frame above the limit or one that breaks the protocol is reported here; the socket closes by itself.
    socket.on('error', error => options.log.warn({ error }, 'a page broke the WebSocket protocol'))
    options.serve(socketPipe(socket))
  })
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const status = refusal(request, sockets.clients.size, options)
    if (status) return refuse(stream, status)
    if (options.isForeign?.(request)) return
    sockets.handleUpgrade(request, stream, head, socket => sockets.emit('connection', socket, request))
  })
  return {
    close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}

function refusal(request: IncomingMessage, open: number, { port, sessions, log, isForeign }: SocketOptions) {
  const facts = { method: request.method ?? '', headers: request.headers, target: request.url ?? '', port }
  const problem = checkOrigin(facts) ?? (request.headers.origin === undefined ? 'origin' : undefined)
  if (problem) {
    log.warn({ problem, host: request.headers.host, origin: request.headers.origin }, 'a socket was refused')
    return '403 Forbidden'
  }
  if (isForeign?.(request)) return undefined
  if (request.url !== SOCKET_PATH) return '404 Not Found'
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map(name => name.trim())
  const token = offered.flatMap(name => PROTOCOL.exec(name)?.[1] ?? []).at(0)
  if (token === undefined || !sessions.accepts(token)) return '401 Unauthorized'
  if (open >= SOCKETS_MAX) return '503 Service Unavailable'
  return undefined
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
