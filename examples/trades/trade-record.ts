/** A trade as the market data has it: times in nanoseconds since 1970, prices in billionths. */
export interface TradeRecord {
  readonly instrumentId: number
  readonly publisherId: number
  readonly eventNs: bigint
  readonly receivedNs: bigint
  /** Undefined where the source says that there is none. */
  readonly price: bigint | undefined
  readonly size: number
  readonly action: string
  readonly side: string
  readonly flags: number
  readonly sequence: number
}

/** Trades in batches, with what is known of their instruments. */
export interface TradeSource {
  readonly name: string
  /** Undefined where the source does not say how many there are. */
  readonly total: number | undefined
  readonly symbols: ReadonlyMap<number, string>
  readonly batches: AsyncIterable<readonly TradeRecord[]>
}
