import type { IncomingHttpHeaders } from 'node:http'

/** Why a request is turned away before anything else is looked at; undefined where it comes from our own page. */
export type OriginProblem = 'host' | 'origin' | 'site' | 'target'

export interface OriginFacts {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly target: string
  readonly port: number
}

/**
 * Keeps other web pages out. A name that an attacker points at 127.0.0.1 shows in Host (DNS rebinding), a foreign page in
 * Origin or Sec-Fetch-Site. Opening our page by a link from elsewhere is allowed: it is static and gives nothing away.
 */
export function checkOrigin({ method, headers, target, port }: OriginFacts): OriginProblem | undefined {
  if (!target.startsWith('/')) return 'target'
  const host = headers.host ?? ''
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(host)) return 'host'
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return 'origin'
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined
  const opensPage =
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  return opensPage ? undefined : 'site'
}
