import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, type Page } from '@playwright/test'
import { findElectron } from '../scripts/find-electron.ts'
import { launchElectronStandIn } from '../test/electron-stand-in/launch.ts'
import { temporaryHome } from './home.ts'
import type { RunningHost } from './hosts.ts'

/**
 * Starts the app in Electron where a binary and a display are to be had. Elsewhere the built main process and preload run
 * on a stand-in for the `electron` module, with a page of Chromium as the window.
 */
export async function startElectron(): Promise<RunningHost> {
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the build failed')
  const home = await temporaryHome()
  const electron = findElectron()
  const running =
    electron.kind === 'found' ? await launchReal(electron.path, home.folder) : await launchStandIn(home.folder)
  const { page } = running
  return {
    origin: new URL(page.url()).origin,
    newPage: async () => page,
    windows: 'one',
    home: home.folder,
    pid: undefined,
    output: () => '',
    // Its page asks its own scheme; the main process is the one that the loopback host runs.
    strangers: async () => [],
    async stop() {
      await running.close()
      await home.remove()
    },
  }
}

interface Running {
  readonly page: Page
  close(): Promise<unknown>
}

async function launchReal(path: string, home: string): Promise<Running> {
  const app = await _electron.launch({ executablePath: path, args: ['.'], env: { ...env(), DELTADESK_HOME: home } })
  return { page: await app.firstWindow(), close: () => app.close() }
}

async function launchStandIn(home: string): Promise<Running> {
  const chromium = process.env.CHROMIUM_PATH
  if (!chromium || !existsSync(chromium)) throw new Error('CHROMIUM_PATH must name a Chromium')
  if (!existsSync(join('out', 'main', 'electron.js'))) throw new Error('out/main/electron.js is missing')
  return launchElectronStandIn({ home, chromium })
}

function env(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
