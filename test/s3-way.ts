import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happens to a request on its way to a store of objects. */
export const REQUEST_FAULTS = ['lost', 'answer-lost', 'answer-torn', 'slow-down'] as const
export type RequestFault = (typeof REQUEST_FAULTS)[number]

/** The way to a store of objects, on which one request goes wrong when told so. */
export interface S3Way extends AsyncDisposable {
  readonly endpoint: string
  /** Requests that came since `fail` was called. */
  readonly requests: number
  /** Lets the n-th request from now on go wrong, counted from 1; 0: none. */
  fail(nth: number, fault: RequestFault): void
}

const SLOW_DOWN = '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your rate.</Message></Error>'

/** Requests reach the server as they are, signatures included: these are made over the name that the client has used. */
export async function openS3Way(server: string): Promise<S3Way> {
  const next: { nth: number; fault: RequestFault; requests: number } = { nth: 0, fault: 'lost', requests: 0 }
  const proxy = createServer((incoming, outgoing) => {
    const fault = ++next.requests === next.nth ? next.fault : undefined
    if (fault === 'lost') incoming.socket.destroy()
    else if (fault === 'slow-down') answerAfter(incoming, outgoing)
    else forward(server, incoming, outgoing, fault)
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    get requests() {
      return next.requests
    },
    fail(nth, fault) {
      Object.assign(next, { nth, fault, requests: 0 })
    },
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections()
      await new Promise(resolve => proxy.close(resolve))
    },
  }
}

function answerAfter(incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.resume().on('end', () => outgoing.writeHead(503, { 'content-type': 'application/xml' }).end(SLOW_DOWN))
}

function forward(
  server: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: 'answer-lost' | 'answer-torn' | undefined,
): void {
  const { method = 'GET', url = '/', rawHeaders } = incoming
  const onward = request(new URL(url, server), { method, setHost: false }, answer => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk))
    answer.on('end', () => {
      const body = Buffer.concat(chunks)
      if (fault === 'answer-lost') return void incoming.socket.destroy()
      outgoing.writeHead(answer.statusCode ?? 500, answer.rawHeaders)
      if (fault === undefined) return void outgoing.end(body)
      outgoing.write(body.subarray(0, body.length / 2), () => incoming.socket.destroy())
    })
  })
  for (let at = 0; at < rawHeaders.length; at += 2) onward.appendHeader(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '')
  onward.on('error', () => incoming.socket.destroy())
  incoming.pipe(onward)
}
