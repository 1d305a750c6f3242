import { BrowserWindow, screen } from 'electron'
import { APP_ORIGIN } from './app-protocol.ts'
import { windowOptions } from './window-options.ts'
import { boundsInSight, keepWindowState, readWindowState } from './window-state.ts'

export interface WindowPlace {
  readonly preloadFile: string
  /** Where it is kept how the window stood. */
  readonly stateFile: string
}

/** Opens the window as it stood when it was closed, where that can be seen on the displays that are there now. */
export async function openWindow({ preloadFile, stateFile }: WindowPlace): Promise<void> {
  const state = readWindowState(stateFile)
  const bounds = state && boundsInSight(state.bounds, screen.getAllDisplays())
  const window = new BrowserWindow({ ...windowOptions(preloadFile), ...bounds })
  if (state?.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    keepWindowState(stateFile, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
  })
  await window.loadURL(`${APP_ORIGIN}/`)
}
