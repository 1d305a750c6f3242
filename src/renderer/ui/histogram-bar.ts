export interface HistogramBar {
  readonly id: string
  /** Under the bar, where there is room. */
  readonly tick: string
  readonly value: number
  /** The bar in words: `1 to 2 MB: 5,131 files`. */
  readonly words: string
}

/** Indexes of bars, both included. */
export interface BarRange {
  readonly from: number
  readonly to: number
}
