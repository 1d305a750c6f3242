/** What has changed since the last look. */
export interface Changes {
  /** `all` at the first look. */
  readonly changed: ReadonlySet<string> | 'all'
  readonly removed: ReadonlySet<string>
}

/** Tells any number of followers which things changed; what a slow one has missed is one set of names. */
export class News {
  readonly #followers = new Set<(id: string, removed: boolean) => void>()

  tell(id: string): void {
    for (const follower of this.#followers) follower(id, false)
  }

  tellRemoved(id: string): void {
    for (const follower of this.#followers) follower(id, true)
  }

  /** Begins with `all`; ends by throwing the signal's reason. */
  async *follow(signal: AbortSignal): AsyncGenerator<Changes, never> {
    let changed = new Set<string>()
    let removed = new Set<string>()
    let news = Promise.withResolvers<void>()
    const stop = () => news.resolve()
    const hear = (id: string, isRemoved: boolean) => {
      ;(isRemoved ? removed : changed).add(id)
      news.resolve()
    }
    signal.addEventListener('abort', stop, { once: true })
    this.#followers.add(hear)
    try {
      yield { changed: 'all', removed }
      for (;;) {
        await news.promise
        signal.throwIfAborted()
        news = Promise.withResolvers()
        const changes = { changed, removed }
        changed = new Set()
        removed = new Set()
        yield changes
      }
    } finally {
      this.#followers.delete(hear)
      signal.removeEventListener('abort', stop)
    }
  }
}
