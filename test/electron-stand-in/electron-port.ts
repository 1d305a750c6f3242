import { EventEmitter } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import type { MessagePortMain } from 'electron'

/** A port of node's worker threads in the shape of Electron's: events carry the message as `data`. */
export class ElectronPort extends EventEmitter implements MessagePortMain {
  readonly #port: MessagePort

  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('close', () => this.emit('close'))
  }

  start(): void {
    this.#port.on('message', data => this.emit('message', { data, ports: [] }))
    this.#port.start()
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message)
  }

  close(): void {
    this.#port.close()
  }
}
