import type { Session, WebContents } from 'electron'
import type { HostLog } from '../pipe.ts'
import { APP_ORIGIN } from './app-protocol.ts'

/** The page stays the page: no navigation away, no windows of its own, no web views (Electron's checklist 12-14). */
export function denyLeaving(contents: WebContents, log: HostLog): void {
  const stay = (details: { url: string; preventDefault(): void }) => {
    if (originOf(details.url) === APP_ORIGIN) return
    details.preventDefault()
    log.warn({ origin: originOf(details.url) }, 'the page was kept from leaving')
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Nothing that a browser may grant is granted, except to put text on the clipboard (Electron's checklist 5). */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => callback(isGranted(permission)))
  session.setPermissionCheckHandler((_contents, permission) => isGranted(permission))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    // What the page itself has made is saved where the person says; nothing is fetched from anywhere.
    if (!item.getURL().startsWith(`blob:${APP_ORIGIN}/`)) return event.preventDefault()
    item.setSaveDialogOptions({ properties: ['showOverwriteConfirmation', 'dontAddToRecent'] })
  })
}

function isGranted(permission: string): boolean {
  return permission === 'clipboard-sanitized-write'
}

/** The scheme and host of an address, compared as a whole and never by its beginning. */
export function originOf(address: string): string {
  const url = URL.parse(address)
  return url ? `${url.protocol}//${url.host}` : ''
}
