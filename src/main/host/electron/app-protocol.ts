import type { CustomScheme } from 'electron'
import { answerPage } from '../page/answer-page.ts'
import type { PageFiles } from '../page/page-files.ts'
import { SAFETY_HEADERS } from '../page/page-headers.ts'

export const APP_ORIGIN = 'app://deltadesk'

/** The page has a scheme of its own, so that it never needs `file://` and has an origin to compare with. */
export const APP_SCHEME: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}

/** Answers `app://deltadesk/...` with the built page; any other host, method or file is refused. */
export function answerAppRequest(files: PageFiles): (request: Request) => Promise<Response> {
  return async request => {
    const { protocol, host, pathname } = new URL(request.url)
    if (request.method !== 'GET') return new Response('Not allowed', { status: 405, headers: SAFETY_HEADERS })
    if (`${protocol}//${host}` !== APP_ORIGIN)
      return new Response('Not found', { status: 404, headers: SAFETY_HEADERS })
    const { status, headers, body } = answerPage({ files, path: pathname, host: 'electron' })
    return new Response(typeof body === 'string' ? body : new Uint8Array(body), { status, headers })
  }
}
