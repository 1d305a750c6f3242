import { spawn } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createSecret } from './sessions.ts'

const KEEP_MS = 30_000

/** True where this machine has a screen that its user sits at. */
export function hasScreen(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (environment.SSH_CONNECTION) return false
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
}

/**
 * Opens the address in the user's browser. The address holds a code that lets one page in, and every user of a machine
 * can read the arguments of its processes; so the browser is given a file that only this user can read, and the file
 * leads to the address.
 */
export async function showInBrowser(address: string, folder: string): Promise<void> {
  const file = join(folder, `open-${createSecret().slice(0, 12)}.html`)
  const target = JSON.stringify(address).replaceAll('<', '\\u003c')
  const html = `<!doctype html><meta charset="utf-8"><title>Deltadesk</title><script>location.replace(${target})</script>`
  await writeFile(file, html, { mode: 0o600, flag: 'wx' })
  try {
    await launch(file)
    await pause(KEEP_MS, undefined, { ref: false })
  } finally {
    await rm(file, { force: true })
  }
}

function launch(file: string): Promise<void> {
  const [command, ...args] = browserCommand(process.platform, file)
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true, windowsHide: true })
    child.once('error', reject)
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}

function browserCommand(platform: NodeJS.Platform, file: string): [string, ...string[]] {
  switch (platform) {
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler', file]
    case 'darwin':
      return ['open', file]
    default:
      return ['xdg-open', file]
  }
}
