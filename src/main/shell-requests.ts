import type { ShellRequest } from '../shared/contract/shell-contract.ts'
import { Waiters } from './connections/waiters.ts'

const HELD_MAX = 20

/** What the window asks of its page: told once, to whoever watches; kept for a page that is just being loaded. */
export class ShellRequests {
  readonly #held: ShellRequest[] = []
  readonly #news = new Waiters()

  ask(request: ShellRequest): void {
    this.#held.push(request)
    if (this.#held.length > HELD_MAX) this.#held.shift()
    this.#news.wake()
  }

  async *watch(signal: AbortSignal): AsyncGenerator<ShellRequest, void> {
    while (!signal.aborted) {
      const news = this.#news.next(signal)
      const request = this.#held.shift()
      if (request === undefined) await news
      else yield request
    }
  }
}
