import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'

/**
 * Stands in for the `electron` module where no binary of Electron can run: the part that the app uses, held against
 * Electron's own declarations. What a window shows is up to `showWindow`.
 */

type Shaped<T, K extends keyof T> = Pick<T, K>

/** How the app used the module, for tests to look at. */
export const observed = {
  paths: new Map<string, string>(),
  sandboxed: false,
  schemes: [] as Electron.CustomScheme[],
  protocols: new Map<string, (request: Request) => Response | Promise<Response>>(),
  windows: [] as BrowserWindow[],
  errorBoxes: [] as string[],
  notifications: [] as Notification[],
  ownedScheme: undefined as string | undefined,
  /** What the person picks in the next dialog; undefined: nothing. */
  picks: undefined as string | undefined,
  picking: [] as Electron.OpenDialogOptions[],
  displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  menu: undefined as readonly Electron.MenuItemConstructorOptions[] | undefined,
  permissionRequest: undefined as Parameters<Electron.Session['setPermissionRequestHandler']>[0] | undefined,
  permissionCheck: undefined as Parameters<Electron.Session['setPermissionCheckHandler']>[0] | undefined,
  devicePermission: undefined as Parameters<Electron.Session['setDevicePermissionHandler']>[0] | undefined,
  /** False: another instance holds the lock. */
  firstInstance: true,
  showWindow: async (_window: BrowserWindow, _url: string): Promise<void> => {},
}

class App extends EventEmitter {
  /** Settles with the exit code when the app has ended. */
  quitting = false
  readonly ended = Promise.withResolvers<number>()

  readonly isPackaged = true

  setAsDefaultProtocolClient(scheme: string): boolean {
    observed.ownedScheme = scheme
    return true
  }

  setPath(name: string, path: string): void {
    observed.paths.set(name, path)
  }

  enableSandbox(): void {
    observed.sandboxed = true
  }

  requestSingleInstanceLock(): boolean {
    return observed.firstInstance
  }

  async whenReady(): Promise<void> {}

  quit(): void {
    this.quitting = true
    for (const window of [...observed.windows]) window.close()
    let prevented = false
    this.emit('will-quit', {
      preventDefault: () => {
        prevented = true
      },
    })
    if (!prevented) this.ended.resolve(0)
  }

  exit(code = 0): void {
    this.ended.resolve(code)
  }
}

export const app = new App() satisfies Shaped<
  Electron.App,
  | 'isPackaged'
  | 'setAsDefaultProtocolClient'
  | 'setPath'
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'quit'
  | 'exit'
>

/** The contents of a window; events are emitted on it by whoever plays the page. */
export class WebContents extends EventEmitter {
  readonly mainFrame = { url: '' }
  openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | undefined

  setWindowOpenHandler(handler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0]): void {
    this.openHandler = handler
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: Electron.BrowserWindowConstructorOptions
  readonly webContents = new WebContents()
  shown = false
  focused = 0

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super()
    this.options = options
    observed.windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...observed.windows]
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url
    await observed.showWindow(this, url)
    this.emit('ready-to-show')
  }

  show(): void {
    this.shown = true
  }

  isMinimized(): boolean {
    return false
  }

  restore(): void {}

  maximized = false

  maximize(): void {
    this.maximized = true
  }

  isMaximized(): boolean {
    return this.maximized
  }

  getNormalBounds(): Electron.Rectangle {
    const { x = 0, y = 0, width = 0, height = 0 } = this.options
    return { x, y, width, height }
  }

  focus(): void {
    this.focused++
  }

  close(): void {
    const index = observed.windows.indexOf(this)
    if (index < 0) return
    this.emit('close', {})
    observed.windows.splice(index, 1)
    this.emit('closed')
    if (observed.windows.length === 0 && !app.quitting) app.emit('window-all-closed')
  }
}

export const protocol = {
  registerSchemesAsPrivileged: schemes => void observed.schemes.push(...schemes),
  handle: (scheme, handler) => void observed.protocols.set(scheme, handler),
} satisfies Shaped<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>

class Session extends EventEmitter {
  setPermissionRequestHandler(handler: typeof observed.permissionRequest): void {
    observed.permissionRequest = handler
  }

  setPermissionCheckHandler(handler: typeof observed.permissionCheck): void {
    observed.permissionCheck = handler
  }

  setDevicePermissionHandler(handler: typeof observed.devicePermission): void {
    observed.devicePermission = handler
  }
}

export const session = { defaultSession: new Session() }
export const ipcMain = new EventEmitter()

export const dialog = {
  showErrorBox: (title: string, content: string) => void observed.errorBoxes.push(`${title}\n${content}`),
  async showOpenDialog(_window: unknown, options?: Electron.OpenDialogOptions) {
    if (options) observed.picking.push(options)
    const { picks } = observed
    return { canceled: picks === undefined, filePaths: picks === undefined ? [] : [picks] }
  },
}

export const powerMonitor = new EventEmitter()

export const screen = { getAllDisplays: () => observed.displays }

export const Menu = {
  buildFromTemplate: (template: readonly Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu(menu: readonly Electron.MenuItemConstructorOptions[]) {
    observed.menu = menu
  },
}

/** No keychain stands behind it, as on a desktop without one. */
export const safeStorage = {
  isAsyncEncryptionAvailable: async () => false,
  getSelectedStorageBackend: () => 'basic_text',
  encryptStringAsync: async () => Promise.reject(new Error('no keychain')),
  decryptStringAsync: async () => Promise.reject(new Error('no keychain')),
} satisfies Shaped<
  Electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>

export class Notification extends EventEmitter {
  readonly options: Electron.NotificationConstructorOptions

  static isSupported(): boolean {
    return true
  }

  constructor(options: Electron.NotificationConstructorOptions) {
    super()
    this.options = options
  }

  show(): void {
    observed.notifications.push(this)
  }
}
