/** Finds a Chromium to test the page in, or installs Debian's where that is possible. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

export type Chromium =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly reason: string }

/** In order: CHROMIUM_PATH, a system Chromium on PATH, Playwright's own, Debian's package (root on Debian only). */
export function findChromium(): Chromium {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    return existsSync(named)
      ? { kind: 'found', path: named }
      : { kind: 'missing', reason: `CHROMIUM_PATH names ${named}, which does not exist` }
  }
  const system = onPath()
  if (system) return { kind: 'found', path: system }
  const own = chromium.executablePath()
  if (own && existsSync(own)) return { kind: 'found', path: own }
  const installed = installFromDebian()
  if (installed) return { kind: 'found', path: installed }
  return {
    kind: 'missing',
    reason: 'no Chromium found; install one (npx playwright install chromium) or set CHROMIUM_PATH',
  }
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(path => existsSync(path))
}

function installFromDebian(): string | undefined {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return undefined
  process.stdout.write('installing Chromium from the distribution\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env })
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    stdio: 'ignore',
    env,
  })
  return status === 0 ? onPath() : undefined
}
