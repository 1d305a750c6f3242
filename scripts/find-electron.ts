import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasScreen } from '../src/main/host/loopback/show-in-browser.ts'

export type ElectronFinding =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly reason: string }

const PACKAGE = join('node_modules', 'electron')
const FETCH_TIMEOUT_MS = 5 * 60_000

/**
 * Finds Electron's binary for a machine that can show a window; fetches it, once, where it is not there yet, the way its
 * npm package does. Says in one sentence why there is none.
 */
export function findElectron(): ElectronFinding {
  if (!hasScreen()) return { kind: 'missing', reason: 'there is no display' }
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { kind: 'missing', reason: 'its sandbox does not run as root' }
  }
  const installed = binaryPath()
  if (installed) return { kind: 'found', path: installed }
  console.log('Fetching the Electron binary, once ...')
  const { status } = spawnSync(process.execPath, [join(PACKAGE, 'install.js')], {
    stdio: ['ignore', 'inherit', 'ignore'],
    timeout: FETCH_TIMEOUT_MS,
  })
  const fetched = status === 0 ? binaryPath() : undefined
  if (fetched) return { kind: 'found', path: fetched }
  return { kind: 'missing', reason: 'its binary cannot be fetched (npx install-electron says why)' }
}

function binaryPath(): string | undefined {
  const pathFile = join(PACKAGE, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(PACKAGE, 'dist')
  const path = join(folder, readFileSync(pathFile, 'utf8'))
  return existsSync(path) ? path : undefined
}
