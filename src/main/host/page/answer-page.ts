import { findPageFile, type PageFiles } from './page-files.ts'
import { contentSecurityPolicy, createNonce, SAFETY_HEADERS } from './page-headers.ts'
import { type HostName, pageHtml } from './page-html.ts'

export interface PageAnswer {
  readonly status: 200 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string
}

export interface PageRequest {
  readonly files: PageFiles
  /** As it stands in the request, percent-encoded, without query. */
  readonly path: string
  readonly host: HostName
  /** What the page may connect to besides its own origin. */
  readonly connect?: readonly string[]
}

/** Answers one request for the built page; the same bytes and rules in both hosts. */
export function answerPage({ files, path, host, connect }: PageRequest): PageAnswer {
  const found = findPageFile(files, path)
  if (!found) {
    return { status: 404, headers: { ...SAFETY_HEADERS, 'cache-control': 'no-store' }, body: 'Not found' }
  }
  const { content } = found
  if (!found.type.startsWith('text/html')) {
    const caching = found.hashed ? 'private, max-age=31536000, immutable' : 'no-cache'
    return {
      status: 200,
      headers: { ...SAFETY_HEADERS, 'content-type': found.type, 'cache-control': caching },
      body: content,
    }
  }
  const nonce = createNonce()
  return {
    status: 200,
    headers: {
      ...SAFETY_HEADERS,
      'content-type': found.type,
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce, connect),
    },
    body: pageHtml(content.toString('utf8'), host, nonce),
  }
}
