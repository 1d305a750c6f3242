const FIRST_CAPACITY = 1024

/** A range of row ids that begins where ids were given away already. */
interface Overlap {
  readonly index: number
  readonly first: bigint
  /** The highest id that was given away before. */
  readonly taken: bigint
}

/** The row ids of very many files, in 20 bytes a file. Ids are whole numbers of 64 bits. */
export class RowRanges {
  #firsts = new BigInt64Array(FIRST_CAPACITY)
  #lasts = new BigInt64Array(FIRST_CAPACITY)
  #lines = new Int32Array(FIRST_CAPACITY)
  #count = 0
  #isAscending = true

  add(first: bigint, last: bigint, index: number): void {
    if (this.#count === this.#lines.length) this.#grow()
    const before = this.#count > 0 ? this.#firsts[this.#count - 1] : undefined
    if (before !== undefined && first < before) this.#isAscending = false
    this.#firsts[this.#count] = first
    this.#lasts[this.#count] = last
    this.#lines[this.#count] = index
    this.#count++
  }

  /** The ranges that begin at or below `taken`, or inside of one that begins before them, in the order of their first ids. */
  *overlaps(taken: bigint): Generator<Overlap, void> {
    let highest = taken
    for (const place of this.#order()) {
      const [first = 0n, last = 0n] = [this.#firsts[place], this.#lasts[place]]
      if (first <= highest) yield { index: this.#lines[place] ?? 0, first, taken: highest }
      if (last > highest) highest = last
    }
  }

  #order(): Iterable<number> {
    const order = Int32Array.from({ length: this.#count }, (_, place) => place)
    if (this.#isAscending) return order
    const firsts = this.#firsts
    return order.sort((a, b) => ((firsts[a] ?? 0n) < (firsts[b] ?? 0n) ? -1 : 1))
  }

  #grow(): void {
    const [firsts, lasts, lines] = [this.#firsts, this.#lasts, this.#lines]
    this.#firsts = new BigInt64Array(2 * this.#count)
    this.#lasts = new BigInt64Array(2 * this.#count)
    this.#lines = new Int32Array(2 * this.#count)
    this.#firsts.set(firsts)
    this.#lasts.set(lasts)
    this.#lines.set(lines)
  }
}
