import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, chromium, type Page } from '@playwright/test'

export interface RunningApp {
  readonly page: Page
  /** Quits the app as closing its last window does, and gives the exit code. */
  close(): Promise<number>
}

export interface LaunchOptions {
  /** The data folder of this run. */
  readonly home: string
  /** Path of a Chromium. */
  readonly chromium: string
  readonly env?: Readonly<Record<string, string>>
}

const START_TIMEOUT_MS = 120_000

/**
 * Starts what Electron would start, `out/main/electron.js` as it was built, in a process of its own with the stand-in for
 * `electron`, and gives the page that its window shows. Build first (`scripts/build.ts`).
 */
export async function launchElectronStandIn({ home, chromium: path, env }: LaunchOptions): Promise<RunningApp> {
  const profile = await mkdtemp(join(tmpdir(), 'deltadesk-stand-in-'))
  const port = await freePort()
  const child = spawn(
    process.execPath,
    ['--import', new URL('register.ts', import.meta.url).href, join('out', 'main', 'electron.js')],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        ...env,
        DELTADESK_HOME: home,
        DELTADESK_STAND_IN_CHROMIUM: path,
        DELTADESK_STAND_IN_PROFILE: profile,
        DELTADESK_STAND_IN_PORT: String(port),
      },
    },
  )
  const ended = once(child, 'exit').then(([code]) => Number(code ?? 1))
  try {
    const page = await findPage(port, child)
    return {
      page,
      async close() {
        child.kill('SIGTERM')
        const code = await ended
        await rm(profile, { recursive: true, force: true })
        return code
      },
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** Waits until the app's window shows its page. */
async function findPage(port: number, child: ChildProcess): Promise<Page> {
  const deadline = Date.now() + START_TIMEOUT_MS
  let browser: Browser | undefined
  while (Date.now() < deadline && child.exitCode === null) {
    browser ??= await chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => undefined)
    const pages = browser?.contexts().flatMap(context => context.pages()) ?? []
    const page = pages.find(open => open.url().startsWith('https://deltadesk.stand-in/'))
    if (page) return page
    await pause(200)
  }
  throw new Error(`the app behind the stand-in for Electron showed no window (exit code ${child.exitCode})`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
