const ADDRESS = /^#\/c\/([a-z0-9][a-z0-9-]{0,39})(?=\/|$)/
const LAST_KEY = 'deltadesk.connection'

/**
 * The connection that this page shows: the one of its address, or, where the address says nothing at all, the one that was
 * shown last. Undefined: the one that the program was started with.
 */
export const pageConnectionId: string | undefined = connectionIdOf(location.hash) ?? lastShown()

/** What stands before every address of this page. */
export const PAGE_BASE = pageConnectionId === undefined ? '/' : `/c/${pageConnectionId}`

/** The address of a screen under another connection, or under the start connection where the id is undefined. */
function addressUnder(id: string | undefined, path: string): string {
  return id === undefined ? `#${path}` : `#/c/${id}${path}`
}

/**
 * Shows another connection. The page is loaded anew for it, so that nothing that was read over one connection can ever be
 * shown as being of another.
 */
export function showConnection(id: string | undefined, path = '/tables'): void {
  if (id === undefined) localStorage.removeItem(LAST_KEY)
  else localStorage.setItem(LAST_KEY, id)
  history.pushState(null, '', addressUnder(id, path))
  location.reload()
}

/** An address of another connection that came by the way of the browser (back, a pasted link) is shown as one. */
export function followConnectionOfAddress(): void {
  window.addEventListener('popstate', () => {
    if (connectionIdOf(location.hash) !== pageConnectionId) location.reload()
  })
}

function connectionIdOf(hash: string): string | undefined {
  return ADDRESS.exec(hash)?.[1]
}

function lastShown(): string | undefined {
  if (location.hash !== '' && location.hash !== '#/') return undefined
  const address = addressUnder(localStorage.getItem(LAST_KEY) ?? undefined, '/tables')
  const id = connectionIdOf(address)
  if (id !== undefined) history.replaceState(null, '', address)
  return id
}
