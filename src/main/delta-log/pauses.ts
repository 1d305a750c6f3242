import { setImmediate } from 'node:timers/promises'

const BUSY_MS_MAX = 10

/** Gives other work of this thread its turn, so that long work never holds it for more than a few milliseconds. */
export class Pauses {
  #since = performance.now()

  /** Cheap enough to be asked often: pauses only when enough time has gone by. */
  async ifDue(): Promise<void> {
    if (performance.now() - this.#since < BUSY_MS_MAX) return
    await setImmediate()
    this.#since = performance.now()
  }
}
