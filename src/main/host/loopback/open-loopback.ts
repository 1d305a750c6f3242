import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SAFETY_HEADERS } from '../page/page-headers.ts'
import type { HostLog, Pipe } from '../pipe.ts'
import { acceptSockets } from './accept-sockets.ts'
import { answerSession, SESSION_PATH } from './answer-session.ts'
import type { PageAnswerer } from './built-page.ts'
import { checkOrigin } from './check-origin.ts'
import { createSessions, type Sessions } from './sessions.ts'

export interface LoopbackOptions {
  readonly page: PageAnswerer
  readonly serve: (pipe: Pipe) => void
  readonly log: HostLog
  /** Absent or 0: a free port. */
  readonly port?: number | undefined
  /** Hears the address that lets one page in, at the start and whenever the one before was used. */
  readonly onAddress: (address: string) => void
  /** The one token of every page, for pages that outlive this process (hot reload); absent: a new one for each. */
  readonly fixedToken?: string | undefined
  readonly isForeignUpgrade?: ((request: IncomingMessage) => boolean) | undefined
  /** Given the server before it listens (hot reload attaches here). */
  readonly onServer?: ((server: Server) => Promise<void>) | undefined
}

export interface Loopback {
  readonly port: number
  close(): Promise<void>
}

const HEADER_BYTES_MAX = 16 * 1024
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const KEEP_ALIVE_MS = 5_000
const CONNECTIONS_MAX = 256

/**
 * Serves the page and its socket on 127.0.0.1 and nowhere else. Without the token a caller gets the static page and
 * nothing more (W4). Rejects where the port is taken.
 */
export async function openLoopback(options: LoopbackOptions): Promise<Loopback> {
  const server = createServer({
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  })
  server.maxConnections = CONNECTIONS_MAX
  await options.onServer?.(server)
  server.listen({ host: '127.0.0.1', port: options.port ?? 0, exclusive: true })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const announce = (code: string) => options.onAddress(`http://127.0.0.1:${port}/#code=${code}`)
  const sessions = createSessions(announce, options.fixedToken)
  server.on('request', (request, response) => void answerRequest(request, response, port, sessions, options))
  const { serve, log, isForeignUpgrade: isForeign } = options
  const sockets = acceptSockets(server, { port, sessions, log, serve, isForeign })
  announce(sessions.code)

  return {
    port,
    async close() {
      sockets.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  sessions: Sessions,
  { page, log }: LoopbackOptions,
): Promise<void> {
  try {
    const method = request.method ?? ''
    const problem = checkOrigin({ method, headers: request.headers, target: request.url ?? '', port })
    if (problem) {
      log.warn({ problem, host: request.headers.host, origin: request.headers.origin }, 'a request was refused')
      return refuse(response, 403)
    }
    if (request.url === SESSION_PATH) return await answerSession(request, response, sessions)
    if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405)
    return await page(request, response, port)
  } catch (error) {
    log.error({ error, url: request.url }, 'a request could not be answered')
    if (!response.headersSent) refuse(response, 500)
    else response.destroy()
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...SAFETY_HEADERS, 'cache-control': 'no-store' })
  response.end()
}
