import { type Browser, test as base, type Page } from '@playwright/test'
import { App } from './app.ts'
import { type RunningHost, startLoopback } from './hosts.ts'
import { startElectron } from './start-electron.ts'

interface HostFixtures {
  readonly hostKind: 'loopback' | 'electron'
  readonly host: RunningHost
  /** Machines that the tests name to the app, which may be reached then. */
  readonly named: readonly string[]
}

interface PageFixtures {
  /** The app in a page that is let in already. */
  readonly app: App
  /** A second page of the same browser; a host with one window has none and skips the test. */
  readonly secondApp: App
  /** An app that nobody used before, and where it runs. */
  readonly freshApp: App
  readonly freshHost: RunningHost
}

/**
 * The specs of a worker share one app, started as a user starts it; a page that complains, and an app that reaches out of this machine, fails
 * its test: nothing that the specs do needs another one.
 */
export const test = base.extend<PageFixtures, HostFixtures>({
  hostKind: ['loopback', { option: true, scope: 'worker' }],
  named: [[], { option: true, scope: 'worker' }],
  host: [
    async ({ hostKind }, use) => {
      const host = await start(hostKind)
      await use(host)
      await host.stop()
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  app: async ({ browser, host, named }, use) => withApp(host, browser, named, use),
  secondApp: async ({ browser, host, named, app: _first }, use, { skip }) => {
    skip(host.windows === 'one', 'this host has one window')
    await withApp(host, browser, named, use)
  },
  freshHost: async ({ hostKind }, use) => {
    const host = await start(hostKind)
    try {
      await use(host)
    } finally {
      await host.stop()
    }
  },
  freshApp: async ({ browser, freshHost, named }, use) => withApp(freshHost, browser, named, use),
})

export { expect } from '@playwright/test'

function start(kind: HostFixtures['hostKind']): Promise<RunningHost> {
  switch (kind) {
    case 'loopback':
      return startLoopback()
    case 'electron':
      return startElectron()
    default:
      return kind satisfies never
  }
}

async function withApp(
  host: RunningHost,
  browser: Browser,
  named: readonly string[],
  use: (app: App) => Promise<void>,
): Promise<void> {
  const page = await host.newPage(browser)
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  const foreign: string[] = []
  page.on('request', request => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== host.origin && protocol !== 'data:' && protocol !== 'blob:') foreign.push(request.url())
  })
  await use(new App(page, host.origin))
  if (host.windows === 'many') await closeContext(page)
  const reached = (await host.strangers()).filter(line => !named.some(place => line.endsWith(` ${place}`)))
  const strangers = [...foreign, ...reached]
  if (strangers.length > 0) throw new Error(`the app went where nobody sent it:\n${strangers.join('\n')}`)
  if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join('\n')}`)
}

/** The last page of a context takes it along, so that the next test starts with an empty store. */
async function closeContext(page: Page): Promise<void> {
  const context = page.context()
  await page.close()
  if (context.pages().length === 0) await context.close()
}
