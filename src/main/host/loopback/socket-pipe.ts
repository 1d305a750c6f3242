import type { WebSocket } from 'ws'
import type { Pipe, PipeEnd } from '../pipe.ts'

/** Bytes that may wait for a page that does not read; beyond that its socket is ended, and a live page reconnects. */
const UNREAD_BYTES_MAX = 64 * 1024 * 1024
const HEARTBEAT_MS = 30_000

const CLOSE_CODES: Readonly<Record<PipeEnd, number>> = {
  stopping: 1001,
  'malformed-frame': 1008,
  'frame-too-large': 1009,
}

/** A page's WebSocket as a pipe. A peer that vanished without closing is noticed within two heartbeats. */
export function socketPipe(socket: WebSocket): Pipe {
  let answered = true
  const heartbeat = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, HEARTBEAT_MS)
  socket.on('pong', () => {
    answered = true
  })
  socket.on('close', () => clearInterval(heartbeat))

  return {
    send(frame) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > UNREAD_BYTES_MAX) {
        socket.terminate()
        return
      }
      // Without a callback a failed write would be thrown; the socket's end is seen by its `close` event anyway.
      socket.send(frame, () => {})
    },
    onFrame: listener => socket.on('message', (data, isBinary) => listener(isBinary ? undefined : data.toString())),
    onClose: listener => socket.once('close', () => listener()),
    close: reason => socket.close(CLOSE_CODES[reason], reason),
  }
}
