/** Those who wait for the next change; a change wakes all of them. */
export class Waiters {
  #news = Promise.withResolvers<void>()

  wake(): void {
    const { resolve } = this.#news
    this.#news = Promise.withResolvers<void>()
    resolve()
  }

  /** Settles at the next change from now on, or when nobody waits any more. */
  async next(signal: AbortSignal): Promise<void> {
    const left = Promise.withResolvers<void>()
    const leave = () => left.resolve()
    signal.addEventListener('abort', leave, { once: true })
    try {
      await Promise.race([this.#news.promise, left.promise])
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }
}
