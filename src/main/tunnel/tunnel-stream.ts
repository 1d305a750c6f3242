import { Duplex } from 'node:stream'

/** Opens a way to a host and port beyond the tunnel. */
export type ReachBeyond = (host: string, port: number) => Promise<Duplex>

/**
 * What pg takes for a socket: it is told where to connect, asks the tunnel for a way there, and passes on what comes. What a
 * socket can be told besides (delays, keep-alive) is the tunnel's own matter.
 */
export class TunnelStream extends Duplex {
  readonly #reach: ReachBeyond
  #way: Duplex | undefined

  constructor(reach: ReachBeyond) {
    super({ allowHalfOpen: false })
    this.#reach = reach
  }

  connect(port: number, host: string): this {
    this.#reach(host, port).then(
      way => this.#take(way),
      (error: Error) => this.destroy(error),
    )
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  override _read(): void {
    this.#way?.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#way === undefined) done(new Error('the tunnel is not open yet'))
    else this.#way.write(chunk, done)
  }

  override _final(done: () => void): void {
    this.#way?.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#way?.destroy()
    done(error)
  }

  #take(way: Duplex): void {
    if (this.destroyed) {
      way.destroy()
      return
    }
    this.#way = way
    way.on('data', chunk => {
      if (!this.push(chunk)) way.pause()
    })
    way.on('end', () => this.push(null))
    way.on('error', error => this.destroy(error))
    way.on('close', () => this.destroy())
    this.emit('connect')
  }
}
