import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WritableS3Store } from '../src/main/object-store/s3/writable-s3-store.ts'

export interface StoreAnswer {
  readonly status: number
  /** The error code of S3. */
  readonly code?: string
  /** The connection is cut in the place of an answer. */
  readonly isCut?: boolean
}

/** A store that gives one answer to everything, and what was asked of it. */
export interface AnsweringStore extends AsyncDisposable {
  readonly store: WritableS3Store
  readonly requests: string[]
  answer: StoreAnswer | ((request: string) => StoreAnswer)
}

/** Listens on a free port; the credentials are read from the environment, as always. */
export async function answeringStore(answer: AnsweringStore['answer']): Promise<AnsweringStore> {
  process.env.AWS_ACCESS_KEY_ID = 'key-of-tests'
  process.env.AWS_SECRET_ACCESS_KEY = 'secret-of-tests'
  const requests: string[] = []
  const server = createServer((request, response) => {
    const said = `${request.method} ${new URL(request.url ?? '', 'http://x').pathname}`
    requests.push(said)
    const { status, code, isCut } = typeof answering.answer === 'function' ? answering.answer(said) : answering.answer
    request.resume()
    if (isCut) return void request.socket.destroy()
    response.writeHead(status, { 'content-type': 'application/xml', etag: '"made"' })
    response.end(code === undefined ? '' : `<Error><Code>${code}</Code><Message>Said by the test.</Message></Error>`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const answering: AnsweringStore = {
    store: new WritableS3Store({ bucket: 'lake', prefix: 'orders', endpoint: `http://127.0.0.1:${port}` }),
    requests,
    answer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return answering
}
