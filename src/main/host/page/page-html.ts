export type HostName = 'electron' | 'loopback'

/** What the build writes wherever the nonce of a response belongs (Vite's `html.cspNonce`). */
const NONCE_PLACEHOLDER = '__CSP_NONCE__'

/** The page for one response: it learns which host shows it, and its tags get the nonce of the response. */
export function pageHtml(html: string, host: HostName, nonce: string): string {
  return html
    .replace(/<head(\s[^>]*)?>/, head => `${head}<meta name="deltadesk-host" content="${host}">`)
    .replaceAll(NONCE_PLACEHOLDER, nonce)
}
