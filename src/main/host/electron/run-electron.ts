import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, session } from 'electron'
import { readPageFiles } from '../page/page-files.ts'
import type { HostLog, Pipe } from '../pipe.ts'
import { acceptPorts } from './accept-ports.ts'
import { appMenu } from './app-menu.ts'
import { APP_ORIGIN, APP_SCHEME, answerAppRequest } from './app-protocol.ts'
import { denyLeaving, denyPermissions } from './deny-leaving.ts'
import type { KeychainAccess } from './safe-storage-vault.ts'
import { showNotification } from './show-notification.ts'
import { windowOptions } from './window-options.ts'

/** What the window shows and talks to. */
interface Desk {
  readonly log: HostLog
  serve(pipe: Pipe): void
  close(): Promise<void>
}

export interface ElectronOptions {
  /** Where Chromium keeps what belongs to the window. */
  readonly profileFolder: string
  readonly pageFolder: string
  readonly preloadFile: string
  /** `notify` shows something as a notification of the operating system; a click on it brings the window to the front. */
  readonly openDesk: (keychain: KeychainAccess, notify: (title: string, body: string) => void) => Promise<Desk>
  /** One sentence for people about why the desk could not be opened. */
  readonly describeProblem: (error: unknown) => string
}

/**
 * Runs the app in Electron until it quits. Everything that must be said before Electron is ready is said before the
 * first await. A second start only brings the first window to the front.
 */
export async function runElectron(options: ElectronOptions): Promise<void> {
  app.setPath('userData', options.profileFolder)
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([APP_SCHEME])
  if (!app.requestSingleInstanceLock()) return app.quit()
  app.on('second-instance', showWindow)
  app.on('window-all-closed', () => app.quit())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit())

  await app.whenReady()
  let desk: Desk
  try {
    desk = await options.openDesk(safeStorage, (title, body) => showNotification(title, body, showWindow))
  } catch (error) {
    dialog.showErrorBox('Deltadesk cannot start', options.describeProblem(error))
    return app.exit(1)
  }
  closeBeforeQuit(desk)
  try {
    await showPage(desk, options)
  } catch (error) {
    desk.log.error({ error }, 'the window could not be opened')
    dialog.showErrorBox('Deltadesk cannot start', options.describeProblem(error))
    app.quit()
  }
}

async function showPage(desk: Desk, { pageFolder, preloadFile }: ElectronOptions): Promise<void> {
  const { log, serve } = desk
  protocol.handle('app', answerAppRequest(await readPageFiles(pageFolder)))
  denyPermissions(session.defaultSession)
  app.on('web-contents-created', (_event, contents) => denyLeaving(contents, log))
  acceptPorts({
    ipc: ipcMain,
    isOurs: contents => BrowserWindow.getAllWindows().some(window => window.webContents === contents),
    log,
    serve: pipe => serve(pipe),
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(process.platform)))
  await openWindow(preloadFile)
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow(preloadFile)
  })
}

async function openWindow(preloadFile: string): Promise<void> {
  const window = new BrowserWindow(windowOptions(preloadFile))
  window.once('ready-to-show', () => window.show())
  await window.loadURL(`${APP_ORIGIN}/`)
}

function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) return
  if (window.isMinimized()) window.restore()
  window.focus()
}

/** Quitting waits until the desk is closed: streams ended, connections given back, the database stopped. */
function closeBeforeQuit(desk: Desk): void {
  let stage: 'open' | 'closing' | 'closed' = 'open'
  app.on('will-quit', event => {
    if (stage === 'closed') return
    event.preventDefault()
    if (stage === 'closing') return
    stage = 'closing'
    void desk
      .close()
      .catch(error => desk.log.error({ error }, 'the desk could not be closed cleanly'))
      .finally(() => {
        stage = 'closed'
        app.quit()
      })
  })
}
