import { join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, Menu, powerMonitor, protocol, safeStorage, session } from 'electron'
import type { Pickable, Picked, ShellRequest } from '../../../shared/contract/shell-contract.ts'
import type { BoundKeys } from '../../../shared/keys/bound-keys.ts'
import { deepLinkAmong, readDeepLink } from '../../../shared/shell/deep-link.ts'
import { readPageFiles } from '../page/page-files.ts'
import type { HostLog, Pipe } from '../pipe.ts'
import { acceptPorts } from './accept-ports.ts'
import { appMenu } from './app-menu.ts'
import { APP_SCHEME, answerAppRequest } from './app-protocol.ts'
import { denyLeaving, denyPermissions } from './deny-leaving.ts'
import { openWindow, type WindowPlace } from './open-window.ts'
import { pickPath } from './pick-path.ts'
import type { KeychainAccess } from './safe-storage-vault.ts'
import { showNotification } from './show-notification.ts'

/** What the window shows and talks to. */
interface Desk {
  readonly log: HostLog
  serve(pipe: Pipe): void
  /** Asks the page for something, now or as soon as it is there. */
  ask(request: ShellRequest): void
  /** Every action with its keys, now and at each change. */
  followKeys(listener: (bound: readonly BoundKeys[]) => void): void
  /** Ends every raised level: nobody may be sitting there any more. */
  lowerLevels(reason: string): void
  close(): Promise<void>
}

/** What the operating system does for the program. */
interface Desktop {
  /** Shows something as a notification of the operating system; a click on it brings the window to the front. */
  notify(title: string, body: string): void
  /** Asks for a path by the system's dialog. */
  pick(what: Pickable): Promise<Picked>
}

export interface ElectronOptions {
  /** Where Chromium keeps what belongs to the window. */
  readonly profileFolder: string
  readonly pageFolder: string
  readonly preloadFile: string
  readonly openDesk: (keychain: KeychainAccess, desktop: Desktop) => Promise<Desk>
  /** One sentence for people about why the desk could not be opened. */
  readonly describeProblem: (error: unknown) => string
}

/**
 * Runs the app in Electron until it quits. Everything that must be said before Electron is ready is said before the
 * first await. A second start only brings the first window to the front, with the screen that its link names.
 */
export async function runElectron(options: ElectronOptions): Promise<void> {
  app.setPath('userData', options.profileFolder)
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([APP_SCHEME])
  if (!app.requestSingleInstanceLock()) return app.quit()
  const links = new LinkFollower()
  app.on('open-url', (event, url) => {
    event.preventDefault()
    links.follow(url)
  })
  app.on('second-instance', (_event, args) => {
    showWindow()
    links.follow(deepLinkAmong(args))
  })
  links.follow(deepLinkAmong(process.argv))
  app.on('window-all-closed', () => app.quit())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit())

  await app.whenReady()
  if (app.isPackaged) app.setAsDefaultProtocolClient('deltadesk')
  let desk: Desk
  try {
    desk = await options.openDesk(safeStorage, {
      notify: (title, body) => showNotification(title, body, showWindow),
      pick: what => pickPath(dialog, BrowserWindow.getAllWindows()[0], what),
    })
  } catch (error) {
    dialog.showErrorBox('Deltadesk cannot start', options.describeProblem(error))
    return app.exit(1)
  }
  closeBeforeQuit(desk)
  links.goTo(desk)
  powerMonitor.on('lock-screen', () => desk.lowerLevels('the screen was locked'))
  powerMonitor.on('suspend', () => desk.lowerLevels('the machine slept'))
  try {
    await showPage(desk, options)
  } catch (error) {
    desk.log.error({ error }, 'the window could not be opened')
    dialog.showErrorBox('Deltadesk cannot start', options.describeProblem(error))
    app.quit()
  }
}

async function showPage(desk: Desk, { pageFolder, preloadFile, profileFolder }: ElectronOptions): Promise<void> {
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
  desk.followKeys(bound => {
    const { platform } = process
    const onAction = (action: string) => desk.ask({ kind: 'do', action })
    Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu({ platform, bound, onAction })))
  })
  const place: WindowPlace = { preloadFile, stateFile: join(profileFolder, 'window.json') }
  await openWindow(place)
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow(place)
  })
}

/** Links that come before there is a page wait for it; opening one shows a screen and nothing more. */
class LinkFollower {
  #desk: Desk | undefined
  #waiting: string | undefined

  goTo(desk: Desk): void {
    this.#desk = desk
    this.follow(this.#waiting)
  }

  follow(link: string | undefined): void {
    if (link === undefined) return
    if (this.#desk === undefined) {
      this.#waiting = link
      return
    }
    const read = readDeepLink(link)
    if (read.kind === 'screen') this.#desk.ask({ kind: 'open', address: read.address })
    else this.#desk.ask({ kind: 'say', text: read.why })
  }
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
