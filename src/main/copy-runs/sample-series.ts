import type { CopySample } from '../../shared/contract/copies.ts'

/**
 * Samples of a run of any length in bounded memory: when it is full, every second one goes. Samples are sums, so a rate
 * over a longer stretch is as exact as before. The newest is always there.
 */
export class SampleSeries {
  readonly #samplesMax: number
  #samples: CopySample[] = []
  #stride = 1
  #skipped = 0

  constructor(samplesMax: number) {
    this.#samplesMax = samplesMax
  }

  get samples(): readonly CopySample[] {
    return this.#samples
  }

  add(sample: CopySample): void {
    // The newest one stands for all that were skipped since the one before it.
    if (this.#skipped > 0) this.#samples.pop()
    this.#samples.push(sample)
    this.#skipped = (this.#skipped + 1) % this.#stride
    if (this.#skipped > 0 || this.#samples.length < this.#samplesMax) return
    this.#samples = this.#samples.filter((_, index) => index % 2 === 0 || index === this.#samples.length - 1)
    this.#stride *= 2
  }
}
