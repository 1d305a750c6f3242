import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerPage } from '../page/answer-page.ts'
import type { PageFiles } from '../page/page-files.ts'

/** Answers a request for the page or one of its files; Host, Origin and method are checked already. */
export type PageAnswerer = (request: IncomingMessage, response: ServerResponse, port: number) => Promise<void>

/** Serves the page that was built. */
export function builtPage(files: PageFiles): PageAnswerer {
  return async (request, response, port) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const connect = [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]
    const answer = answerPage({ files, path, host: 'loopback', connect })
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
    response.end(request.method === 'HEAD' ? undefined : answer.body)
  }
}
