import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  app,
  type BrowserWindow,
  ipcMain,
  observed,
  powerMonitor,
  session,
} from '../../../../test/electron-stand-in/electron.ts'
import { ElectronPort } from '../../../../test/electron-stand-in/electron-port.ts'
import type { Pickable, Picked, ShellRequest } from '../../../shared/contract/shell-contract.ts'
import { type BoundKeys, boundKeys } from '../../../shared/keys/bound-keys.ts'
import { isChoosable, KEYMAP } from '../../../shared/keys/keymap.ts'
import type { Pipe } from '../pipe.ts'
import { runElectron } from './run-electron.ts'
import { readWindowState } from './window-state.ts'

vi.mock('electron', () => import('../../../../test/electron-stand-in/electron.ts'))

const served: Pipe[] = []
const closed = Promise.withResolvers<void>()
const asked: ShellRequest[] = []
const lowered: string[] = []
let follow: (bound: readonly BoundKeys[]) => void = () => {}
let pick: (what: Pickable) => Promise<Picked> = async () => ({ kind: 'none' })
const remembered = (desktop: { notify: typeof tell; pick: typeof pick }) => {
  tell = desktop.notify
  pick = desktop.pick
  return {}
}
let deskClosed = false
let tell: (title: string, body: string) => void = () => {}
let folder: string
let window: BrowserWindow

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-electron-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><html><head></head></html>')
  const running = runElectron({
    profileFolder: folder,
    pageFolder: folder,
    preloadFile: '/preload.cjs',
    describeProblem: String,
    openDesk: async (_keychain, desktop) => ({
      ...remembered(desktop),
      log: { info() {}, warn() {}, error() {} },
      serve: pipe => void served.push(pipe),
      ask: request => void asked.push(request),
      followKeys: listener => {
        follow = listener
        listener(boundKeys({}))
      },
      lowerLevels: reason => void lowered.push(reason),
      async close() {
        await closed.promise
        deskClosed = true
      },
    }),
  })
  expect(observed.sandboxed).toBe(true)
  expect(observed.schemes).toHaveLength(1)
  await running
  const [first] = observed.windows
  if (!first) throw new Error('no window was opened')
  window = first
})
afterAll(() => rm(folder, { recursive: true }))

/** Emits an event that can be prevented, and says whether it was. */
function isPrevented(emitter: NodeJS.EventEmitter, event: string, details: object = {}, ...rest: unknown[]): boolean {
  let prevented = false
  const preventDefault = () => {
    prevented = true
  }
  emitter.emit(event, { ...details, preventDefault }, ...rest)
  return prevented
}

function sendPort(from: object, frameUrl = 'app://deltadesk/', mainFrame?: object) {
  const { port1, port2 } = new MessageChannel()
  const frame = { url: frameUrl }
  const gone = new Promise<void>(resolve => port1.once('close', () => resolve()))
  const event = {
    sender: Object.assign(from, { mainFrame: mainFrame ?? frame }),
    senderFrame: frame,
    ports: [new ElectronPort(port2)],
  }
  ipcMain.emit('deltadesk:port', event)
  return { gone, port: port1 }
}

describe('the Electron host', () => {
  test('shows the page in a sandboxed window without node', () => {
    expect(window.options.webPreferences).toMatchObject({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    })
    expect(Object.keys(window.options.webPreferences ?? {})).not.toContain('enableBlinkFeatures')
    expect(window.shown).toBe(true)
    expect(observed.paths.get('userData')).toBe(folder)
  })

  test('serves the page over its own scheme, with the policy, and nothing else', async () => {
    const answer = observed.protocols.get('app')
    if (!answer) throw new Error('the scheme is not answered')
    const page = await answer(new Request('app://deltadesk/'))
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self';")
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
    expect(await page.text()).toContain('content="electron"')
    expect((await answer(new Request('app://elsewhere/'))).status).toBe(404)
    expect((await answer(new Request('app://deltadesk/', { method: 'POST' }))).status).toBe(405)
    for (const path of ['..%2f..%2fpackage.json', '%2e%2e/%2e%2e/package.json', '..\\..\\package.json']) {
      expect((await answer(new Request(`app://deltadesk/${path}`))).status, path).toBe(404)
    }
  })

  test('shows notifications of the operating system, and comes to the front when one is clicked', () => {
    tell('The mirror of orders is stuck', '10 attempts failed.')
    const [notification] = observed.notifications
    expect(notification?.options).toEqual({ title: 'The mirror of orders is stuck', body: '10 attempts failed.' })
    const before = window.focused
    notification?.emit('click')
    expect(window.focused).toBe(before + 1)
  })

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s: the page stays the page', event => {
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1:1/',
      'file:///etc/passwd',
      'app://elsewhere/',
      'app://deltadesk.example.org/',
      'https://app//deltadesk',
      'javascript:alert(1)',
      'not an address',
    ]) {
      expect(isPrevented(window.webContents, event, { url }), url).toBe(true)
    }
    expect(isPrevented(window.webContents, event, { url: 'app://deltadesk/#/tables' })).toBe(false)
  })

  test('there are no other windows, web views, permissions, devices or downloads', () => {
    expect(window.webContents.openHandler?.({ url: 'app://deltadesk/' } as never)).toEqual({ action: 'deny' })
    expect(isPrevented(window.webContents, 'will-attach-webview')).toBe(true)
    for (const permission of [
      'geolocation',
      'media',
      'notifications',
      'clipboard-read',
      'openExternal',
      'hid',
    ] as const) {
      const answers: boolean[] = []
      observed.permissionRequest?.({} as never, permission as never, granted => answers.push(granted), {} as never)
      expect(answers, permission).toEqual([false])
      expect(observed.permissionCheck?.(null, permission as never, '', {} as never), permission).toBe(false)
    }
    expect(observed.devicePermission?.({} as never)).toBe(false)
  })

  test('[W4] a port is taken from the main frame of our own window and page alone', async () => {
    await sendPort({}).gone
    await sendPort(window.webContents, 'https://example.org/').gone
    await sendPort(window.webContents, 'app://deltadesk/', { url: 'app://deltadesk/' }).gone
    expect(served).toHaveLength(0)
    const { port } = sendPort(window.webContents)
    expect(served).toHaveLength(1)
    port.close()
  })

  test('[W2] a window has one port: the newest ends the one before', async () => {
    const first = sendPort(window.webContents)
    const second = sendPort(window.webContents)
    await first.gone
    second.port.close()
  })

  test('a second start brings the window to the front, and its link is shown there and never done', () => {
    const before = window.focused
    app.emit('second-instance', {}, ['deltadesk', '--flag'])
    expect(window.focused).toBe(before + 1)
    app.emit('second-instance', {}, ['deltadesk', 'deltadesk://c/lake/t/orders/v/3'])
    expect(isPrevented(app, 'open-url', {}, 'deltadesk://import?path=/etc')).toBe(true)
    expect(asked.splice(0)).toEqual([
      { kind: 'open', address: '/c/lake/t/orders/v/3' },
      { kind: 'say', text: expect.stringMatching(/names a file or a folder/) },
    ])
    expect(observed.ownedScheme).toBe('deltadesk')
  })

  test('the menus hold what the palette holds, show the keys of the moment, and ask the page', () => {
    const items = () =>
      (observed.menu ?? []).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : [])).filter(({ id }) => id)
    expect(items().map(({ id }) => id)).toEqual(
      [...Map.groupBy<string, (typeof KEYMAP)[number]>(KEYMAP, ({ group }) => group).values()]
        .flat()
        .map(({ action }) => action)
        .filter(isChoosable),
    )
    const settingsOf = () => items().find(({ id }) => id === 'go.settings')
    expect(settingsOf()).toMatchObject({ accelerator: 'CommandOrControl+,', registerAccelerator: false })
    expect(items().find(({ id }) => id === 'go.tables')?.accelerator).toBeUndefined()
    follow(boundKeys({ 'go.settings': ['Mod+Shift+ArrowUp'] }))
    expect(settingsOf()?.accelerator).toBe('CommandOrControl+Shift+Up')
    settingsOf()?.click?.(...([] as unknown as [never, never, never]))
    expect(asked.splice(0)).toEqual([{ kind: 'do', action: 'go.settings' }])
  })

  test('a dialog gives a path and opens nothing; what the page made is saved where the person says', async () => {
    expect(await pick('folder')).toEqual({ kind: 'left' })
    observed.picks = '/lake/orders'
    expect(await pick('file')).toEqual({ kind: 'picked', path: '/lake/orders' })
    expect(observed.picking.map(({ properties }) => properties?.[0])).toEqual(['openDirectory', 'openFile'])
    const saved: object[] = []
    const download = (url: string) => ({
      getURL: () => url,
      setSaveDialogOptions: (options: object) => saved.push(options),
    })
    for (const [url, isRefused] of [
      ...([
        ['blob:app://deltadesk/1', false],
        ['blob:app://deltadesk.example.org/1', true],
      ] as const),
      ...([
        ['https://example.org/x', true],
        ['file:///etc/passwd', true],
        ['app://deltadesk/x', true],
      ] as const),
    ]) {
      expect(isPrevented(session.defaultSession, 'will-download', {}, download(url)), url).toBe(isRefused)
    }
    expect(saved).toHaveLength(1)
  })

  test('[W5] raised levels end when the screen is locked or the machine sleeps', () => {
    powerMonitor.emit('lock-screen')
    powerMonitor.emit('suspend')
    expect(lowered).toEqual(['the screen was locked', 'the machine slept'])
  })

  test('quitting waits until the desk is closed', async () => {
    let ended = false
    void app.ended.promise.then(() => {
      ended = true
    })
    window.close()
    expect(readWindowState(join(folder, 'window.json'))).toMatchObject({ isMaximized: false })
    await new Promise(resolve => setImmediate(resolve))
    expect(ended).toBe(false)
    closed.resolve()
    expect(await app.ended.promise).toBe(0)
    expect(deskClosed).toBe(true)
  })
})
