import type { BrowserWindow, Dialog } from 'electron'
import type { Pickable, Picked } from '../../../shared/contract/shell-contract.ts'

/** The system's dialog for one thing that is there; its path is all that is given on, and nothing is opened or made. */
export async function pickPath(
  dialog: Pick<Dialog, 'showOpenDialog'>,
  window: BrowserWindow | undefined,
  what: Pickable,
): Promise<Picked> {
  if (window === undefined) return { kind: 'none' }
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: [what === 'file' ? 'openFile' : 'openDirectory', 'dontAddToRecent'],
  })
  const [path] = filePaths
  return canceled || path === undefined ? { kind: 'left' } : { kind: 'picked', path }
}
