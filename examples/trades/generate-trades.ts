import { seededRandom } from '../../src/shared/seeded-random.ts'
import type { TradeRecord, TradeSource } from './trade-record.ts'

const SYMBOLS: ReadonlyMap<number, string> = new Map(
  ['ESZ6', 'NQZ6', 'CLF7', 'GCG7', 'ZNH7', 'AAPL', 'MSFT', 'NVDA'].map((symbol, index) => [1_000 + index, symbol]),
)
/** One instrument more than there are symbols: its trades show what a missing entry does. */
const INSTRUMENTS = SYMBOLS.size + 1
const START_NS = 1_764_000_000_000_000_000n
const GAP_NS_MAX = 2_000_000
const DELAY_NS_MAX = 400_000
const TICK = 250_000_000n
const PRICE_START = 100_000_000_000n
const UNKNOWN_EVERY = 10_000

/** The same trades for the same seed, made while they are asked for. */
export function generateTrades(count: number, seed: number, batchRecords: number): TradeSource {
  return { name: 'generated', total: count, symbols: SYMBOLS, batches: generate(count, seed, batchRecords) }
}

async function* generate(count: number, seed: number, batchRecords: number): AsyncGenerator<TradeRecord[]> {
  const random = seededRandom(seed)
  const prices = Array.from({ length: INSTRUMENTS }, (_, index) => PRICE_START * BigInt(index + 1))
  let eventNs = START_NS
  for (let first = 0; first < count; first += batchRecords) {
    const length = Math.min(batchRecords, count - first)
    yield Array.from({ length }, (_, index): TradeRecord => {
      const sequence = first + index
      const instrument =
        sequence % UNKNOWN_EVERY === UNKNOWN_EVERY - 1 ? SYMBOLS.size : random.between(0, SYMBOLS.size - 1)
      const price = (prices[instrument] ?? PRICE_START) + TICK * BigInt(random.between(-1, 1))
      prices[instrument] = price
      eventNs += BigInt(random.between(0, GAP_NS_MAX))
      return {
        instrumentId: 1_000 + instrument,
        publisherId: random.between(1, 3),
        eventNs,
        receivedNs: eventNs + BigInt(random.between(0, DELAY_NS_MAX)),
        price,
        size: random.between(1, 100),
        action: 'T',
        side: random.pick(['A', 'B', 'N']),
        flags: 0,
        sequence,
      }
    })
  }
}
