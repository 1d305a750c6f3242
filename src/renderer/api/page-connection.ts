const ADDRESS = /^#\/c\/([a-z0-9][a-z0-9-]{0,39})(?=\/|$)/

/** The connection that this page shows, from its address; undefined: the one that the program was started with. */
export const pageConnectionId: string | undefined = connectionIdOf(location.hash)

/** What stands before every address of this page. */
export const PAGE_BASE = pageConnectionId === undefined ? '/' : `/c/${pageConnectionId}`

/** The address of a screen under another connection, or under the start connection where the id is undefined. */
export function addressUnder(id: string | undefined, path: string): string {
  return id === undefined ? `#${path}` : `#/c/${id}${path}`
}

/**
 * Shows another connection. The page is loaded anew for it, so that nothing that was read over one connection can ever be
 * shown as being of another.
 */
export function showConnection(id: string | undefined, path = '/tables'): void {
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
