import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type BrowserContext, chromium, type Page, type Route } from '@playwright/test'
import type { MessagePortMain } from 'electron'
import { app, type BrowserWindow, ipcMain, observed } from './electron.ts'

/** Chromium knows no `app:` scheme; a secure origin that is answered by the app's own handler takes its place. */
const PAGE_ORIGIN = 'https://deltadesk.stand-in'
const APP_ORIGIN = 'app://deltadesk'

/**
 * Shows windows as pages of Chromium: requests go to the app's protocol handler, the real preload runs before the page's
 * scripts, ports cross to the app's `ipcMain`, and leaving the page asks the app's own handlers.
 */
export async function showWindowsInChromium(executablePath: string, profile: string, debuggingPort: number) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport: { width: 1440, height: 900 },
    args: [`--remote-debugging-port=${debuggingPort}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  observed.showWindow = (window, url) => showWindow(context, window, url)
  void app.ended.promise.then(() => context.close())
}

async function showWindow(context: BrowserContext, window: BrowserWindow, url: string): Promise<void> {
  const page = context.pages().find(open => open.url() === 'about:blank') ?? (await context.newPage())
  page.on('close', () => window.close())
  page.on('popup', popup => {
    if (window.webContents.openHandler?.({ url: popup.url() } as never).action === 'deny') void popup.close()
  })
  window.on('closed', () => void page.close())
  await page.route('**/*', route => answer(route, window))
  await carryPorts(page, window)
  await page.goto(url.replace(APP_ORIGIN, PAGE_ORIGIN))
}

async function answer(route: Route, window: BrowserWindow): Promise<void> {
  const request = route.request()
  const { origin } = new URL(request.url())
  if (origin === PAGE_ORIGIN) {
    const handler = observed.protocols.get('app')
    const response = await handler?.(
      new Request(request.url().replace(PAGE_ORIGIN, APP_ORIGIN), { method: request.method() }),
    )
    if (!response) return route.abort()
    const body = Buffer.from(await response.arrayBuffer())
    return route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body })
  }
  if (!request.isNavigationRequest()) return route.abort()
  let prevented = false
  const preventDefault = () => {
    prevented = true
  }
  window.webContents.emit('will-navigate', { url: request.url(), preventDefault })
  return prevented ? route.abort('aborted') : route.continue()
}

/** Runs the preload in the page and passes what crosses its ports on, in order, both ways. */
async function carryPorts(page: Page, window: BrowserWindow): Promise<void> {
  const ports = new Map<string, PagePort>()
  await page.exposeFunction('standInPort', (id: string, channel: string) => {
    const port = new PagePort(page, id)
    ports.set(id, port)
    const { mainFrame } = window.webContents
    ipcMain.emit(channel, { sender: window.webContents, senderFrame: mainFrame, ports: [port] })
  })
  await page.exposeFunction('standInFrame', (id: string, data: unknown) => ports.get(id)?.receive(data))
  const endAll = () => {
    for (const port of ports.values()) port.emit('close')
    ports.clear()
  }
  page.on('framenavigated', frame => {
    // A change of the fragment is a navigation too, but its document and its ports stay.
    if (frame === page.mainFrame()) void forgetPortsOfOldDocument(page, ports)
  })
  page.on('close', endAll)
  page.on('crash', endAll)
  const preload = await readFile(String(window.options.webPreferences?.preload), 'utf8')
  await page.addInitScript({ content: `${RUNTIME};\n(require => { ${preload}\n})(standInRequire)` })
}

async function forgetPortsOfOldDocument(page: Page, ports: Map<string, PagePort>): Promise<void> {
  const alive = await page.evaluate('[...standInPorts.keys()]').catch(() => [])
  for (const [id, port] of ports) {
    if (Array.isArray(alive) && alive.includes(id)) continue
    ports.delete(id)
    port.emit('close')
  }
}

/** What `require('electron')` gives the preload, and the page's ends of the ports that it sent. */
const RUNTIME = `
globalThis.standInPorts = new Map()
globalThis.standInRequire = () => ({
  ipcRenderer: {
    postMessage(channel, message, [port]) {
      const id = crypto.randomUUID()
      standInPorts.set(id, port)
      port.onmessage = event => window.standInFrame(id, event.data)
      window.standInPort(id, channel)
    },
  },
})`

/** The app's end of a port whose other end is in a page of Chromium. */
class PagePort extends EventEmitter implements MessagePortMain {
  readonly #page: Page
  readonly #id: string
  readonly #early: unknown[] = []
  #started = false
  #sending: Promise<unknown> = Promise.resolve()

  constructor(page: Page, id: string) {
    super()
    this.#page = page
    this.#id = id
  }

  start(): void {
    this.#started = true
    for (const data of this.#early.splice(0)) this.emit('message', { data, ports: [] })
  }

  receive(data: unknown): void {
    if (this.#started) this.emit('message', { data, ports: [] })
    else this.#early.push(data)
  }

  postMessage(message: unknown): void {
    this.#run(message, '(port, message) => port.postMessage(message)')
  }

  close(): void {
    this.#run(undefined, 'port => port.close()')
    this.emit('close')
  }

  #run(message: unknown, body: string): void {
    const call = `([id, message]) => { const port = standInPorts.get(id); if (port) (${body})(port, message) }`
    this.#sending = this.#sending
      .then(() => this.#page.evaluate(`(${call})(${JSON.stringify([this.#id, message ?? null])})`))
      .catch(() => {})
  }
}
