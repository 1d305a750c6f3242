import type { IncomingMessage, ServerResponse } from 'node:http'
import { SAFETY_HEADERS } from '../page/page-headers.ts'
import type { Sessions } from './sessions.ts'

export const SESSION_PATH = '/session'
const BODY_BYTES_MAX = 64 * 1024

/**
 * `POST /session` exchanges the one-time code for a token; `GET /session` says whether a token is good. Both are asked by
 * our own page alone: the request must name its origin.
 */
export async function answerSession(request: IncomingMessage, response: ServerResponse, sessions: Sessions) {
  switch (request.method) {
    case 'GET':
      return answer(response, sessions.accepts(bearerToken(request)) ? 204 : 401)
    case 'POST':
      return exchange(request, response, sessions)
    default:
      response.setHeader('allow', 'GET, POST')
      return answer(response, 405)
  }
}

async function exchange(request: IncomingMessage, response: ServerResponse, sessions: Sessions): Promise<void> {
  if (request.headers.origin === undefined) return answer(response, 403)
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return answer(response, 415)
  const body = await readBody(request)
  if (body === undefined) {
    response.setHeader('connection', 'close')
    return answer(response, 413)
  }
  const code = readCode(body)
  if (code === undefined) return answer(response, 400)
  const token = sessions.exchange(code)
  if (token === undefined) return answer(response, 401)
  return answer(response, 200, { token })
}

/** The whole body, or undefined where it is larger than a code can be. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return undefined
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    sizeBytes += chunk.length
    if (sizeBytes > BODY_BYTES_MAX) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function readCode(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null || !('code' in value)) return undefined
    return typeof value.code === 'string' ? value.code : undefined
  } catch {
    return undefined
  }
}

function bearerToken(request: IncomingMessage): string {
  return /^Bearer ([\w-]+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
}

function answer(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, {
    ...SAFETY_HEADERS,
    'cache-control': 'no-store',
    ...(body && { 'content-type': 'application/json; charset=utf-8' }),
  })
  response.end(body && JSON.stringify(body))
}
