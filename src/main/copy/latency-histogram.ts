const BUCKETS_PER_DOUBLING = 8
const LOWEST_MS = 0.01
const BUCKETS = 24 * BUCKETS_PER_DOUBLING

/** Counts durations from 10 µs to about three minutes in buckets that are 9 % wide: percentiles of any number of them. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS)
  #count = 0

  get count(): number {
    return this.#count
  }

  add(ms: number): void {
    const bucket = Math.round(Math.log2(Math.max(ms, LOWEST_MS) / LOWEST_MS) * BUCKETS_PER_DOUBLING)
    const index = Math.min(bucket, BUCKETS - 1)
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#count++
  }

  addAll(other: LatencyHistogram): void {
    for (const [index, count] of other.#counts.entries()) this.#counts[index] = (this.#counts[index] ?? 0) + count
    this.#count += other.#count
  }

  /** The duration that this share of all stays below, 0 to 1; `undefined` without any. */
  percentileMs(share: number): number | undefined {
    if (this.#count === 0) return undefined
    const wanted = Math.max(1, Math.ceil(share * this.#count))
    let seen = 0
    for (const [index, count] of this.#counts.entries()) {
      seen += count
      if (seen >= wanted) return LOWEST_MS * 2 ** (index / BUCKETS_PER_DOUBLING)
    }
    return undefined
  }
}
