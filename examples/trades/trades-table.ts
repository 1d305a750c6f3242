import { char1, date, int2, int8, nullable, text, timestamptz, withDefault } from '../../src/main/copy/column-types.ts'
import { defineTable, type RowOf } from '../../src/main/copy/define-table.ts'
import { lookup, type Transform, transformTo } from '../../src/main/copy/transform.ts'
import type { TradeRecord } from './trade-record.ts'

export const trades = defineTable('trades', {
  ts_event: timestamptz.ns,
  ts_recv: timestamptz.ns,
  trade_date: date.days,
  instrument_id: int8,
  symbol: text,
  venue: nullable(text),
  price: nullable(int8),
  size: int8,
  action: char1,
  side: char1,
  flags: int2,
  sequence: int8,
  source: withDefault(text, 'generated'),
})

export type Trade = RowOf<typeof trades>

const NS_PER_DAY = 86_400_000_000_000n
const VENUES: ReadonlyMap<number, string> = new Map([
  [1, 'GLBX'],
  [2, 'XNAS'],
  [39, 'XNYS'],
])

/** Trades of instruments that nobody knows are left out and counted; a venue that nobody knows is null. */
export function toTrades(symbols: ReadonlyMap<number, string>, source: string): Transform<TradeRecord, Trade> {
  return transformTo<TradeRecord>()(trades, {
    ts_event: ({ eventNs }) => eventNs,
    ts_recv: ({ receivedNs }) => receivedNs,
    trade_date: ({ eventNs }) => Number(eventNs / NS_PER_DAY),
    instrument_id: ({ instrumentId }) => BigInt(instrumentId),
    symbol: lookup('symbols', symbols, ({ instrumentId }) => instrumentId, { onMiss: 'skip' }),
    venue: lookup('venues', VENUES, ({ publisherId }) => publisherId, { onMiss: 'null' }),
    price: ({ price }) => price ?? null,
    size: ({ size }) => BigInt(size),
    action: ({ action }) => action,
    side: ({ side }) => side,
    flags: ({ flags }) => flags,
    sequence: ({ sequence }) => BigInt(sequence),
    source: () => source,
  })
}
