import type { MessagePortMain } from 'electron'
import type { Pipe } from '../pipe.ts'

/** A window's message port as a pipe. It closes when the page is closed, reloaded or crashes. */
export function portPipe(port: MessagePortMain): Pipe {
  return {
    send: frame => port.postMessage(frame),
    onFrame: listener => port.on('message', event => listener(event.data)),
    onClose: listener => port.once('close', listener),
    close: () => port.close(),
  }
}
