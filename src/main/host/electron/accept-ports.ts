import type { IpcMain, IpcMainEvent, WebContents } from 'electron'
import type { HostLog, Pipe } from '../pipe.ts'
import { APP_ORIGIN } from './app-protocol.ts'
import { originOf } from './deny-leaving.ts'
import { portPipe } from './port-pipe.ts'

export interface PortOptions {
  readonly ipc: Pick<IpcMain, 'on'>
  /** True for the contents of a window of ours. */
  readonly isOurs: (contents: WebContents) => boolean
  readonly log: HostLog
  readonly serve: (pipe: Pipe) => void
}

/**
 * Serves the port that a window's preload sends, one at a time: the newest ends the one before. A port from another
 * frame, window or origin is closed unread (Electron's checklist 17, W4).
 */
export function acceptPorts({ ipc, isOurs, log, serve }: PortOptions): void {
  const current = new WeakMap<WebContents, Pipe>()
  ipc.on('deltadesk:port', event => {
    const [port] = event.ports
    if (!port) return
    if (!isOurs(event.sender) || !isOurPage(event)) {
      log.warn({ origin: originOf(event.senderFrame?.url ?? '') }, 'a port was refused')
      return port.close()
    }
    current.get(event.sender)?.close('stopping')
    const pipe = portPipe(port)
    current.set(event.sender, pipe)
    serve(pipe)
    port.start()
  })
}

function isOurPage({ sender, senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && originOf(senderFrame.url) === APP_ORIGIN
}
