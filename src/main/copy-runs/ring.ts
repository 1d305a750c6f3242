/** The newest so many of any number of items. */
export class Ring<T> {
  readonly #itemsMax: number
  readonly #items: T[] = []
  #oldest = 0

  constructor(itemsMax: number) {
    this.#itemsMax = itemsMax
  }

  add(item: T): void {
    if (this.#items.length < this.#itemsMax) this.#items.push(item)
    else {
      this.#items[this.#oldest] = item
      this.#oldest = (this.#oldest + 1) % this.#itemsMax
    }
  }

  /** Oldest first. */
  toArray(): T[] {
    return [...this.#items.slice(this.#oldest), ...this.#items.slice(0, this.#oldest)]
  }
}
