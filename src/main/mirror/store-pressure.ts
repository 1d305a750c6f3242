/**
 * How many tables are published to one store at a time: half as many when it says that it is asked too much, and one more
 * after each run that it bore.
 */
export class StorePressure {
  readonly #most: number
  readonly #stores = new Map<string, { limit: number; busy: number }>()

  constructor(most: number) {
    this.#most = most
  }

  hasRoom(store: string): boolean {
    const { limit, busy } = this.#of(store)
    return busy < limit
  }

  /** Runs work on a store; `isThrottled` tells of its result whether the store was asked too much. */
  async during<T>(store: string, work: () => Promise<T>, isThrottled: (result: T) => boolean): Promise<T> {
    const pressure = this.#of(store)
    pressure.busy++
    try {
      const result = await work()
      pressure.limit = isThrottled(result)
        ? Math.max(1, Math.floor(pressure.limit / 2))
        : Math.min(this.#most, pressure.limit + 1)
      return result
    } finally {
      pressure.busy--
    }
  }

  #of(store: string): { limit: number; busy: number } {
    const known = this.#stores.get(store) ?? { limit: this.#most, busy: 0 }
    this.#stores.set(store, known)
    return known
  }
}
