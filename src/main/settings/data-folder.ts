import { chmod, mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/**
 * Where Deltadesk keeps what belongs to this user: the embedded database, logs, settings. DELTADESK_HOME overrides the
 * place that the operating system has for it. Only names a folder, does not touch it.
 */
export function dataFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const override = environment.DELTADESK_HOME
  if (override) return resolve(override)
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Deltadesk')
    case 'win32':
      return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Deltadesk')
    default:
      return join(xdgDataHome(environment.XDG_DATA_HOME) ?? join(home, '.local', 'share'), 'deltadesk')
  }
}

/** Creates the folder where it is missing and makes it readable by its owner alone. */
export async function openDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32') await chmod(folder, 0o700)
}

/** The XDG specification tells programs to ignore a relative path. */
function xdgDataHome(value: string | undefined): string | undefined {
  return value && isAbsolute(value) ? value : undefined
}
