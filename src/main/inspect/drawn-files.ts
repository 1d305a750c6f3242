import { OVERLAP_BOUNDS_MAX, OVERLAP_FILES_MAX } from '../../shared/limits.ts'

/**
 * Draws files by lot out of a scan of unknown length, so that each has the same chance (reservoir sampling). The lots are
 * the same each time, so that a snapshot that is measured again gives the same numbers.
 */
export class DrawnFiles {
  readonly #most: number
  #seen = 0
  #lot = 0x2545_f491

  /** `columns` share the memory that there is for bounds. */
  constructor(columns: number) {
    this.#most = Math.min(OVERLAP_FILES_MAX, Math.floor(OVERLAP_BOUNDS_MAX / 2 / Math.max(1, columns)))
  }

  /** The slot of the next file, which may be that of an earlier one; undefined where it is not drawn. */
  next(): number | undefined {
    const slot = this.#seen < this.#most ? this.#seen : Math.floor(this.#random() * (this.#seen + 1))
    this.#seen++
    return slot < this.#most ? slot : undefined
  }

  /** Marsaglia's xorshift: evenly spread, and quick. */
  #random(): number {
    let lot = this.#lot
    lot ^= lot << 13
    lot ^= lot >>> 17
    lot ^= lot << 5
    this.#lot = lot
    return (lot >>> 0) / 2 ** 32
  }
}
