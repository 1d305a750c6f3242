import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { CONNECTION_HEADER } from '../../shared/contract/connection-header.ts'
import { sendLargeTexts } from '../../shared/large-texts/send-large-texts.ts'
import { TextShelf } from '../../shared/large-texts/text-shelf.ts'
import { hostName } from './host-name.ts'
import { pageConnectionId } from './page-connection.ts'
import { isTokenRefused, readToken } from './session.ts'

/** One way to the main process. `closed` settles when it is gone. */
export interface Pipe {
  readonly link: ClientLink<ClientContext>
  readonly closed: Promise<void>
  isOpen(): boolean
}

/** The host does not know this page: it needs the address that the host printed. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut'
}

const CALL_HEADERS = pageConnectionId === undefined ? {} : { [CONNECTION_HEADER]: pageConnectionId }

/** Opens the pipe of whichever host shows the page. Throws `SignedOut` where only a new address helps. */
export function openPipe(): Promise<Pipe> {
  return hostName() === 'electron' ? openPort() : openSocket()
}

async function openSocket(): Promise<Pipe> {
  const token = await readToken()
  if (token === undefined) throw new SignedOut('The page has no token.')
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const socket = new WebSocket(`${scheme}://${location.host}/socket`, [`deltadesk.${token}`])
  socket.binaryType = 'arraybuffer'
  const link = withLargeTexts(new SocketLink({ websocket: socket, headers: CALL_HEADERS }), frame => socket.send(frame))
  const closed = new Promise<void>(resolve => socket.addEventListener('close', () => resolve(), { once: true }))
  const opened = await new Promise<boolean>(resolve => {
    socket.addEventListener('open', () => resolve(true), { once: true })
    socket.addEventListener('close', () => resolve(false), { once: true })
  })
  if (opened) return { link, closed, isOpen: () => socket.readyState === WebSocket.OPEN }
  if (await isTokenRefused(token)) throw new SignedOut('The host does not know this page.')
  throw new Error('The host does not answer.')
}

/** Asks the preload for a port; it answers with a message to this window that carries the port. */
function openPort(): Promise<Pipe> {
  return new Promise(resolve => {
    function receive(event: MessageEvent): void {
      const port = event.ports[0]
      if (event.source !== window || event.data !== 'deltadesk:port' || !port) return
      window.removeEventListener('message', receive)
      resolve(pipeOfPort(port))
    }
    window.addEventListener('message', receive)
    window.postMessage('deltadesk:connect', location.origin)
  })
}

function pipeOfPort(port: MessagePort): Pipe {
  let open = true
  const closed = new Promise<void>(resolve => {
    port.addEventListener(
      'close',
      () => {
        open = false
        resolve()
      },
      { once: true },
    )
  })
  const link = withLargeTexts(new PortLink({ port, headers: CALL_HEADERS }), frame => port.postMessage(frame))
  port.start()
  return { link, closed, isOpen: () => open }
}

/** Large texts of an input go ahead of its call, and of one that was edited only the edit. */
function withLargeTexts(link: ClientLink<ClientContext>, send: (frame: string) => void): ClientLink<ClientContext> {
  const shelf = new TextShelf()
  return {
    call: (path, input, options) =>
      link.call(
        path,
        sendLargeTexts(input, shelf, () => crypto.randomUUID(), send),
        options,
      ),
  }
}
